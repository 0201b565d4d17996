package io.headwater.cli.command;

import io.headwater.cli.screen.Question;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether something may be done that cannot be taken back. */
public final class Consent {
    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask before it is done.")
    private boolean yes;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** Wrong usage where nobody is there to be asked. */
    public boolean isGiven(String question, Headwater common) {
        if (yes) {
            return true;
        }
        if (!Question.canBeAsked(common.look())) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(),
                    "Nobody can be asked here whether that is meant; if it is, say --yes");
        }
        return Question.isYes(question);
    }
}
