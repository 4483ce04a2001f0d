package dev.doorbell.offload.route;

import dev.doorbell.offload.engine.Engine;

/** The chosen engine and why. */
public record Route(Engine engine, RouteReason reason) {}
