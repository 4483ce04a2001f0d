package dev.doorbell.agent;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A module without classes, in a layer over the boot layer. */
final class LayerOf {
  private LayerOf() {}

  static ModuleLayer empty(String name) {
    ModuleReference reference =
        new ModuleReference(ModuleDescriptor.newModule(name).build(), null) {
          @Override
          public ModuleReader open() {
            throw new UnsupportedOperationException();
          }
        };
    ModuleFinder finder =
        new ModuleFinder() {
          @Override
          public Optional<ModuleReference> find(String wanted) {
            return wanted.equals(name) ? Optional.of(reference) : Optional.empty();
          }

          @Override
          public Set<ModuleReference> findAll() {
            return Set.of(reference);
          }
        };
    ModuleLayer boot = ModuleLayer.boot();
    Configuration configuration =
        Configuration.resolve(
            finder, List.of(boot.configuration()), ModuleFinder.of(), Set.of(name));
    return ModuleLayer.defineModules(
            configuration, List.of(boot), each -> ClassLoader.getSystemClassLoader())
        .layer();
  }
}
