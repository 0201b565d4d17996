package io.headwater.cli.screen;

import io.headwater.jobs.JobState;

/** What a word is written in. Nothing is told by it that the words do not tell. */
enum Ink {
    PLAIN(""),
    FAINT("2"),
    BLUE("36"),
    GREEN("32"),
    YELLOW("33"),
    RED("31");

    private final String code;

    Ink(String code) {
        this.code = code;
    }

    static Ink of(JobState state) {
        return switch (state) {
            case RUNNING -> BLUE;
            case COMPLETED -> GREEN;
            case SCHEDULED, PAUSED -> YELLOW;
            case FAILED, QUARANTINED -> RED;
            case QUEUED, WAITING, CANCELLED -> FAINT;
        };
    }

    String on(String text) {
        return code.isEmpty() || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[m";
    }
}
