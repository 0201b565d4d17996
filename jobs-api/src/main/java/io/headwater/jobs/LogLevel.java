package io.headwater.jobs;

/** How much a line of a job's log matters. */
public enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR
}
