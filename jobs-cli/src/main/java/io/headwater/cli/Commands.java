package io.headwater.cli;

import io.headwater.cli.command.Headwater;
import io.headwater.cli.demo.Demo;
import io.headwater.cli.jobs.JobsCommands;
import io.headwater.cli.models.ModelsCommands;
import io.headwater.cli.reading.Ocr;
import io.headwater.cli.reading.Transcribe;
import io.headwater.cli.token.TokenCommands;
import java.util.stream.Stream;
import picocli.CommandLine;

/** All that can be typed. */
final class Commands {
    private Commands() {}

    /** @param headwater where the options that all of them share will be found */
    static CommandLine of(Headwater headwater) {
        var line = new CommandLine(headwater);
        Stream.of(
                        new Transcribe(),
                        new Ocr(),
                        new ModelsCommands(),
                        new JobsCommands(),
                        new TokenCommands(),
                        new Completion(),
                        new Demo())
                .forEach(line::addSubcommand);
        line.getCommandSpec().versionProvider(new Version());
        HelpPages.layOut(line);
        return line;
    }
}
