package io.headwater.jobs;

/**
 * A queue as people see it.
 *
 * @param slots how many of its jobs may run at once
 * @param paused whether none of its jobs starts
 * @param running how many of its slots are taken
 * @param queued how many of its jobs could start now if there were a slot
 */
public record QueueView(String name, int slots, boolean paused, int running, long queued) {}
