/** The provider as applications see it, on queues that fail at random and on none. */
package dev.doorbell.provider;
