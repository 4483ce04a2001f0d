package dev.doorbell.doctor;

/**
 * What to do about a finding that a device, or a place where devices would be, is the subject of.
 */
final class Fixes {
  private static final String RULE =
      "KERNEL==\"hisi_zip-*|hisi_sec2-*\", SUBSYSTEM==\"uacce\", GROUP=\"uacce\", MODE=\"0660\"";

  private Fixes() {}

  /**
   * @param subject a device's name, or a driver's
   * @param driver the driver that the subject is of, or would be
   */
  static String of(FindingCode code, String subject, String driver) {
    return switch (code) {
      case NO_SILICON ->
          "a Kunpeng 920 or later has one; into a virtual machine it has to be passed through."
              + " doorbell.devices=none says that software is wanted";
      case NO_CLASS_DIRECTORY ->
          "modprobe hisi_zip uacce_mode=1; modprobe hisi_sec2 uacce_mode=1; without such modules, a"
              + " kernel with CONFIG_UACCE, CONFIG_CRYPTO_DEV_HISI_ZIP and"
              + " CONFIG_CRYPTO_DEV_HISI_SEC2";
      case DRIVER_NOT_LOADED -> "modprobe " + driver + " uacce_mode=1";
      case USER_SPACE_OFF ->
          "echo options "
              + driver
              + " uacce_mode=1 > /etc/modprobe.d/"
              + driver
              + ".conf; modprobe -r "
              + driver
              + "; modprobe "
              + driver;
      case NO_DEVICE_LISTED -> "dmesg | grep -i -e hisi -e uacce -e smmu";
      case NO_SVA ->
          "switch the SMMU on in the firmware, and start a kernel with CONFIG_ARM_SMMU_V3_SVA=y and"
              + " without iommu=off; then dmesg | grep -i -e smmu -e uacce";
      case UNSUPPORTED_API ->
          "nothing on hardware version 1; for a later version than this Doorbell knows, a newer"
              + " Doorbell";
      case ISOLATED ->
          "dmesg | grep -i "
              + driver
              + " for the hardware errors; once they are understood, modprobe -r "
              + driver
              + "; modprobe "
              + driver
              + " uacce_mode=1";
      case BAD_ATTRIBUTE ->
          "grep -r . /sys/class/uacce/" + subject + "/ and compare with what is named above";
      case NO_NODE ->
          "udevadm trigger --subsystem-match=uacce; in a container, --device /dev/" + subject;
      case NO_PERMISSION ->
          "groupadd -f uacce; usermod -aG uacce "
              + System.getProperty("user.name")
              + "; echo '"
              + RULE
              + "' > /etc/udev/rules.d/70-uacce.rules; udevadm control --reload; udevadm trigger"
              + " --subsystem-match=uacce; then start the application from a new login";
      case NO_NATIVE_ACCESS ->
          "start the application with --enable-native-access=ALL-UNNAMED (module path:"
              + " --enable-native-access=dev.doorbell.offload)";
      case ALL_QUEUES_BUSY ->
          "fuser -v /dev/"
              + subject
              + " for who has them; fewer doorbell.queues there, or more queues: modprobe "
              + driver
              + " uacce_mode=1 pf_q_num=N";
      case OPEN_FAILED -> "dmesg | grep -i -e " + driver + " -e uacce";
      case KNOWN_ANSWER_FAILED ->
          "leave the device out until it is repaired: name the others in doorbell.devices, or the"
              + " operation in doorbell.route.disable";
      case BARRED, LOST ->
          "dmesg | grep -i " + driver + " for resets; the device is tried again by itself";
      case NOT_READY -> "run the doctor again; then dmesg | grep -i " + driver;
      case NOT_CONFIGURED -> "add " + subject + " to doorbell.devices, or doorbell.devices=auto";
      case NOT_FOUND -> "ls /sys/class/uacce for the names there are, or doorbell.devices=auto";
      case DEVICES_OFF -> "doorbell.devices=auto, if hardware is wanted";
      case TWIN_FAILED -> "correct doorbell.twin.devices or doorbell.twin.faults";
      case UNKNOWN_DRIVER -> "nothing: Doorbell drives hisi_zip and hisi_sec2";
      case OPERATION_DISABLED -> "take it out of doorbell.route.disable, if hardware is wanted";
      case NOT_ON_DEVICE -> "nothing on this device; software does it";
      case SOFTWARE_ONLY -> "nothing: no device that Doorbell drives has it";
      case DIGESTS_NOT_OFFERED ->
          "doorbell.provider.digests=always, if they are wanted all the same";
      case ZSTD_ABSENT ->
          "put the zstd-jni jar on the class path; its native library is unpacked into"
              + " java.io.tmpdir, which has to be writable and not mounted noexec";
      case ZSTD_WITHOUT_SEQUENCES ->
          "put the zstd-jni that comes with Doorbell on the class path, in place of the later one";
      case LIBRARY_ABSENT,
          BAD_SETTING,
          WRONG_JAVA,
          JARS_MISSING,
          PROVIDER_NOT_FIRST,
          AGENT_NOT_LOADED ->
          throw new IllegalArgumentException("code=" + code + " is not about a device");
    };
  }
}
