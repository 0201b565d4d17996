package io.headwater.cli.token;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.command.TokenFile;
import io.headwater.cli.screen.Screen;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(
        name = "clear",
        description = "Forget the token that was kept by token set.",
        footer = {"", "Example: headwater token clear"})
final class TokenClear implements Action {
    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        boolean wasThere = TokenFile.in(common.home()).delete();
        screen.says(wasThere ? "The token is forgotten" : "No token was kept");
        return Map.of("cleared", wasThere);
    }
}
