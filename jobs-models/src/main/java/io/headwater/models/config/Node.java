package io.headwater.models.config;

import java.util.List;
import java.util.Map;

/** A piece of YAML that knows where it stands. */
sealed interface Node {
    Place place();

    /** What it is, for people. */
    String kind();

    /** One word, number or text; as it is written, without quotes. */
    record Scalar(Place place, String text) implements Node {
        @Override
        public String kind() {
            return "\"" + text + "\"";
        }
    }

    record Sequence(Place place, List<Node> items) implements Node {
        @Override
        public String kind() {
            return "a list";
        }
    }

    record Mapping(Place place, Map<String, Entry> entries) implements Node {
        @Override
        public String kind() {
            return "a group of keys";
        }
    }

    /** Nothing is written behind the key. */
    record Empty(Place place) implements Node {
        @Override
        public String kind() {
            return "nothing";
        }
    }

    /** A value, and where its key stands. */
    record Entry(Place key, Node value) {}
}
