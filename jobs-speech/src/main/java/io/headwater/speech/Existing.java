package io.headwater.speech;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of transcripts that are there already. */
public enum Existing {
    /** They stay, unless their recording has changed since. */
    @JsonProperty("keep")
    KEEP,
    @JsonProperty("overwrite")
    OVERWRITE
}
