package io.headwater.cli.command;

import io.headwater.jobs.ErrorCode;

/** Codes of what only a command line can do wrong. */
public final class CliCode {
    public static final ErrorCode USAGE = new ErrorCode("USAGE");

    private CliCode() {}
}
