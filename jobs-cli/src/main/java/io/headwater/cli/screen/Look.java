package io.headwater.cli.screen;

/**
 * How a person or a program wants to be shown what happens.
 *
 * @param json as JSON, one object a line
 * @param quiet errors only
 * @param noProgress without telling how far it is
 * @param verbose with what helps to find a mistake
 */
public record Look(boolean json, boolean quiet, boolean noProgress, boolean verbose) {}
