package io.headwater.speech;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * In which language somebody speaks.
 *
 * @param name a code of two or three letters such as {@code fa}, or {@code auto} where that is to be found out
 */
public record Language(@JsonValue String name) {
    private static final SortedSet<String> KNOWN = new TreeSet<>(List.of(
            ("af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi hr ht hu "
                            + "hy id is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc "
                            + "pa pl ps pt ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi "
                            + "yo yue zh")
                    .split(" ")));

    public static final Language AUTO = new Language("auto");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Language {
        name = name.toLowerCase(Locale.ROOT);
        if (!name.equals("auto") && !KNOWN.contains(name)) {
            throw new IllegalArgumentException("no model knows the language \"%s\"; a language is auto, or one of %s"
                    .formatted(name, String.join(", ", KNOWN)));
        }
    }

    boolean isEnglishOrUnknown() {
        return name.equals("en") || equals(AUTO);
    }

    /** Null where it is to be found out. */
    @Nullable
    String code() {
        return equals(AUTO) ? null : name;
    }
}
