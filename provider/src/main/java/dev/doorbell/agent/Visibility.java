package dev.doorbell.agent;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which class loaders find our classes, asked once for each. A loader is asked while it is about to
 * define a class, on the same thread; what it loads to give its answer may bring us here again, and
 * is then told "not now".
 */
final class Visibility {
  /** What a loader answered. */
  enum Answer {
    OURS,
    OTHER_COPY,
    NOT_FOUND,
    /** The loader is being asked on this very thread. */
    ASKING
  }

  private final Class<?> ours;
  private final ConcurrentHashMap<Key, Answer> answers = new ConcurrentHashMap<>();
  private final Set<Thread> asking = ConcurrentHashMap.newKeySet();
  private final ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();

  /**
   * @param ours one of our classes, as the agent's own loader gives it
   */
  Visibility(Class<?> ours) {
    this.ours = ours;
  }

  Answer of(ClassLoader loader) {
    if (loader == ours.getClassLoader()) {
      return Answer.OURS;
    }
    forgetTheGone();
    Key key = new Key(loader, gone);
    Answer known = answers.get(key);
    if (known != null) {
      return known;
    }
    Thread self = Thread.currentThread();
    if (!asking.add(self)) {
      return Answer.ASKING;
    }
    try {
      Answer answer = ask(loader);
      answers.put(key, answer);
      return answer;
    } finally {
      asking.remove(self);
    }
  }

  /** Whatever else the loader throws is the transformer's to count, and is not remembered. */
  private Answer ask(ClassLoader loader) {
    try {
      return Class.forName(ours.getName(), false, loader) == ours ? Answer.OURS : Answer.OTHER_COPY;
    } catch (ClassNotFoundException e) {
      return Answer.NOT_FOUND;
    }
  }

  private void forgetTheGone() {
    Object key;
    while ((key = gone.poll()) != null) {
      answers.remove(key);
    }
  }

  /**
   * A loader by identity, for loaders may have an equals of their own, without keeping it alive.
   */
  private static final class Key extends WeakReference<ClassLoader> {
    private final int hash;

    Key(ClassLoader loader, ReferenceQueue<ClassLoader> gone) {
      super(loader, gone);
      hash = System.identityHashCode(loader);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      if (this == other) {
        return true;
      }
      ClassLoader loader = get();
      return loader != null && other instanceof Key key && key.refersTo(loader);
    }
  }
}
