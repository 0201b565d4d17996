package io.headwater.models.config;

import io.headwater.models.config.Node.Empty;
import io.headwater.models.config.Node.Entry;
import io.headwater.models.config.Node.Mapping;
import io.headwater.models.config.Node.Scalar;
import io.headwater.models.config.Node.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * YAML to {@link Node}s. By hand, token after token: a tree of the library's own has forgotten where its parts stood. What a
 * configuration does not need is refused: aliases, several documents, keys that come twice.
 */
final class YamlReader {
    private static final YAMLMapper YAML = YAMLMapper.shared();

    private final String file;
    private final JsonParser parser;

    private YamlReader(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    static Node read(String text, String file) {
        try (JsonParser parser = YAML.createParser(text)) {
            return new YamlReader(file, parser).document();
        } catch (JacksonException notYaml) {
            TokenStreamLocation location = notYaml.getLocation();
            Place place = location == null ? new Place(file, 1, 1) : Place.of(file, location);
            throw ConfigErrors.notYaml(place, notYaml.getOriginalMessage());
        }
    }

    private Node document() {
        if (parser.nextToken() == null) {
            return new Empty(new Place(file, 1, 1));
        }
        Node node = node();
        if (parser.nextToken() != null) {
            throw ConfigErrors.at(here(), "a second document begins here, there must be only one");
        }
        return node;
    }

    /** What begins with the current token; afterwards the current one is its last. */
    private Node node() {
        Place place = here();
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw ConfigErrors.at(place, "aliases are not supported; write the value out");
        }
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return mapping(place);
        }
        if (token == JsonToken.START_ARRAY) {
            return sequence(place);
        }
        return token == JsonToken.VALUE_NULL ? new Empty(place) : new Scalar(place, parser.getString());
    }

    private Mapping mapping(Place place) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Place keyPlace = here();
            String key = parser.currentName();
            parser.nextToken();
            if (entries.put(key, new Entry(keyPlace, node())) != null) {
                throw ConfigErrors.at(keyPlace, "the key \"%s\" stands here for the second time".formatted(key));
            }
        }
        return new Mapping(place, entries);
    }

    private Sequence sequence(Place place) {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node());
        }
        return new Sequence(place, items);
    }

    private Place here() {
        return Place.of(file, parser.currentTokenLocation());
    }
}
