package io.headwater.cli.command;

import io.headwater.cli.screen.Screen;
import java.util.Map;

/** What a command does once it is understood. */
public interface Action {
    /**
     * @param common what all commands share
     * @return what the result tells programs, beyond that all went well
     */
    Map<String, ?> run(Headwater common, Screen screen);
}
