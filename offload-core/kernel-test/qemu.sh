# shellcheck shell=bash
# The second lane, sourced by run: Debian's own kernel, unpacked beside this file and not installed.

# What a guest needs before its root is mounted, and what the test device and AF_ALG compute with.
QEMU_MODULES="virtio_pci 9pnet_virtio 9p zlib_deflate ecb cbc ctr gcm ghash_generic algif_skcipher algif_aead"

# The kernel package that the archive's lists name, 6.12 where it is there.
newest_image() {
  local image
  image=$(apt-cache depends linux-image-6.12-amd64 2>/dev/null | sed -n 's/.*Depends: \(linux-image-[^ ]*\)$/\1/p' | head -n 1)
  [ -n "$image" ] || image=$(apt-cache pkgnames linux-image-6 | grep -E '^linux-image-6[0-9.]+.*-amd64$' | grep -vE 'cloud|rt-|dbg' | sort -V | tail -n 1)
  echo "$image"
}

# version: fetches and unpacks that kernel and its headers; does not install them, which would bring an initramfs and a boot loader's hooks.
unpack_kernel() {
  local version=$1 tree=$CACHE/debian-$1 flavourless=${1%-amd64} deb
  [ ! -e "$tree/.complete" ] || return 0
  say "fetching linux-image-$version"
  rm -rf "$tree"
  mkdir -p "$tree/debs"
  (cd "$tree/debs" && apt-get download -qq "linux-image-$version" "linux-headers-$version" \
    "linux-headers-$flavourless-common" "linux-kbuild-$flavourless") >"$CACHE/download.log" 2>&1 || { rm -rf "$tree"; return 1; }
  for deb in "$tree"/debs/*.deb; do
    dpkg -x "$deb" "$tree" || cannot "unpacking $deb failed"
  done
  rm -r "$tree/debs"
  # The headers name one absolute path.
  sed -i "s#/usr/src/#$tree/usr/src/#" "$tree/usr/src/linux-headers-$version/Makefile" &&
    depmod -b "$tree" "$version" && touch "$tree/.complete"
}

debian_kernel() {
  local image kept
  apt-cache show linux-image-6.12-amd64 >/dev/null 2>&1 || apt-get update -qq || true
  image=$(newest_image)
  if [ -z "$image" ] || ! unpack_kernel "${image#linux-image-}"; then
    # Old lists name what the archive has no more.
    apt-get update -qq || true
    image=$(newest_image)
    if [ -z "$image" ] || ! unpack_kernel "${image#linux-image-}"; then
      # No network: what was unpacked before serves as well.
      kept=$(compgen -G "$CACHE/debian-*/.complete" | sort -V | tail -n 1) || true
      [ -n "$kept" ] || cannot "no linux-image package could be fetched, see $CACHE/download.log"
      image=linux-image-$(basename "$(dirname "$kept")" | sed 's/^debian-//')
    fi
  fi
  KERNEL_VERSION=${image#linux-image-}
  TREE=$CACHE/debian-$KERNEL_VERSION
  HEADERS=$TREE/usr/src/linux-headers-$KERNEL_VERSION
}

initramfs() {
  local dir=$CACHE/initramfs module path list=()
  rm -rf "$dir"
  mkdir -p "$dir"/{bin,modules,r,proc,sys,dev}
  cp /bin/busybox "$dir/bin/"
  for module in $QEMU_MODULES; do
    while read -r _ path _; do
      [[ " ${list[*]} " = *" $path "* ]] || list+=("$path")
    done < <(modprobe -d "$TREE" -S "$KERNEL_VERSION" --show-depends "$module" 2>/dev/null | grep '^insmod' || true)
  done
  : >"$dir/order"
  for path in "${list[@]}"; do
    module=$(basename "$path" .xz)
    case $path in
      *.xz) xz -dc "$path" >"$dir/modules/$module" ;;
      *) cp "$path" "$dir/modules/$module" ;;
    esac
    echo "$module" >>"$dir/order"
  done
  cat >"$dir/init" <<INIT
#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc none /proc
mount -t devtmpfs none /dev
mount -t sysfs none /sys
dmesg -n 1
# What a processor calls while the other one rewrites it for a static key, the emulator may run half rewritten: an int3 without an owner, and the kernel
# ends. Boot rewrites much, so it has one processor, and the other one comes now.
echo 1 >/sys/devices/system/cpu/cpu1/online
echo
for module in \$(cat /order); do insmod /modules/\$module || echo "insmod \$module failed"; done
mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=262144 root /r || poweroff -f
mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 results /r$RESULTS || poweroff -f
exec env KT=$KT RESULTS=$RESULTS GUEST=\$GUEST LANE=qemu chroot /r $KT/guest
INIT
  chmod +x "$dir/init"
  (cd "$dir" && find . | cpio -o -H newc -R 0:0 --quiet | gzip -1) >"$CACHE/initramfs.gz"
}

qemu() {
  [ "$(uname -m)" = x86_64 ] || cannot "the QEMU lane is for x86_64, this is $(uname -m)"
  packages qemu-system-x86 seabios busybox-static cpio xz-utils kmod
  kernel_source
  debian_kernel
  modules qemu "$HEADERS" CONFIG_DEBUG_INFO_BTF_MODULES=
  java_side
  RESULTS=$KT/target/kernel-test/qemu
  # C1 or C2, never both: the tiered JIT crashes under multi-threaded emulation (about one run in three), with or without us.
  plan qemu "-XX:TieredStopAtLevel=1"
  initramfs
  local plan pids=()
  for plan in "$RESULTS"/[0-9]*.plan; do
    emulate "$(basename "$plan" .plan)" &
    pids+=($!)
  done
  for plan in "${pids[@]}"; do
    wait "$plan" || true
  done
  # Times are taken with the machine to itself.
  [ ! -e "$RESULTS/last.plan" ] || emulate last || true
  judge qemu
}

# guest: booted again, twice at most, where the kernel ended before it came to our init: nothing under test had run.
emulate() {
  local boot
  for boot in 1 2 3; do
    emulate_once "$1" && return
    [ ! -e "$RESULTS/$1.started" ] && grep -q 'Kernel panic' "$RESULTS/$1.console" || return 1
    say "qemu: the emulated kernel ended while it booted, boot $boot of 3; see $1.console-$boot"
    mv "$RESULTS/$1.console" "$RESULTS/$1.console-$boot"
  done
  return 1
}

# guest
emulate_once() {
  boot qemu "$1" 1200 qemu-system-x86_64 -accel tcg -smp 2 -m 2G -cpu qemu64,+rdrand -nographic -nodefaults -serial stdio -no-reboot \
    -kernel "$TREE/boot/vmlinuz-$KERNEL_VERSION" -initrd "$CACHE/initramfs.gz" \
    -append "console=ttyS0 panic=-1 quiet nowatchdog mitigations=off maxcpus=1 log_buf_len=1M GUEST=$1" \
    -fsdev local,id=f0,path=/,security_model=none,readonly=on,multidevs=remap -device virtio-9p-pci,fsdev=f0,mount_tag=root \
    -fsdev local,id=f1,path="$RESULTS",security_model=none -device virtio-9p-pci,fsdev=f1,mount_tag=results
}
