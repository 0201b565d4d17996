package io.headwater.jobs;

/** Who must act before the same work can succeed. */
public enum Recovery {
    /** Time: the same attempt may succeed later. */
    TRY_AGAIN,
    /** The caller: what was asked for cannot be had in this way. */
    CHANGE_THE_REQUEST,
    /** The operator: the machine, the disk or the configuration stands in the way. */
    FIX_THE_ENVIRONMENT,
    /** The program's authors. */
    REPORT_A_BUG
}
