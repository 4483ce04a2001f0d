package dev.doorbell.offload.device.twin; public final class Twin {private Twin(){}}
