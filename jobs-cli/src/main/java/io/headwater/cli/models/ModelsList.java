package io.headwater.cli.models;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.screen.Screen;
import io.headwater.cli.screen.Table;
import io.headwater.models.catalog.ModelType;
import io.headwater.models.library.KnownModel;
import io.headwater.models.library.Library;
import io.headwater.models.library.ModelStatus;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "list",
        description = "List the models that are known, and those that are on this machine.",
        footer = {"", "Example: headwater models list --type speech --search base"})
final class ModelsList implements Action {
    @Option(names = "--installed", description = "Only what is on this machine, in part or whole.")
    private boolean installed;

    @Option(
            names = "--type",
            paramLabel = "T",
            converter = TypeConverter.class,
            description = "Only speech, ocr, tts, model or dataset.")
    private @Nullable ModelType type;

    @Option(names = "--tag", paramLabel = "T", description = "Only with this tag.")
    private @Nullable String tag;

    @Option(names = "--search", paramLabel = "Q", description = "Only those in which these words occur.")
    private @Nullable String words;

    @Option(names = "--refresh", description = "Ask the sources of what is here whether they have something newer.")
    private boolean refresh;

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        Library library = common.models().library();
        if (refresh) {
            library.updates().blockLast();
        }
        List<KnownModel> shown = Objects.requireNonNull(library.list().block()).stream()
                .filter(this::isWanted)
                .toList();
        var table = new Table();
        shown.forEach(model -> table.row(
                model.ref().toString(),
                ModelWords.size(model),
                model.status() == ModelStatus.ABSENT ? "" : ModelWords.status(model),
                model.description()));
        table.answer(screen);
        return Map.of("models", ModelJson.of(shown));
    }

    private boolean isWanted(KnownModel model) {
        return (!installed || model.isHere())
                && (type == null || model.type() == type)
                && (tag == null || model.tags().contains(tag))
                && (words == null || mentions(model, words.toLowerCase(Locale.ROOT)));
    }

    private static boolean mentions(KnownModel model, String words) {
        return String.join(
                        "\n",
                        model.ref().toString(),
                        model.name(),
                        model.description(),
                        model.tags().toString())
                .toLowerCase(Locale.ROOT)
                .contains(words);
    }

    static final class TypeConverter implements ITypeConverter<ModelType> {
        @Override
        public ModelType convert(String text) {
            try {
                return ModelType.of(text);
            } catch (IllegalArgumentException unknown) {
                throw new TypeConversionException(String.valueOf(unknown.getMessage()));
            }
        }
    }
}
