/**
 * The one loop of the flow: decide, execute, and on a fault decide once more. Called by the API
 * edge on the caller's thread.
 */
package dev.doorbell.offload.dispatch;
