package io.headwater.models.registry.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.models.cache.TreeFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void what_is_missing_is_missing_and_what_is_unknown_is_passed_over() {
        RepoInfo info = Answers.info(json("{'id':'a/b','sha':'%s','brandNew':{'x':[1]}}".formatted(COMMIT)));
        assertThat(info).isEqualTo(new RepoInfo("a/b", COMMIT, List.of(), List.of(), false, false, false, null));
    }

    @Test
    void gated_is_a_boolean_or_a_word_and_a_licence_a_text_or_a_list() {
        String start = "{'id':'a/b','sha':'%s',".formatted(COMMIT);
        assertThat(Answers.info(json(start + "'gated':'auto','cardData':{'license':'mit'}}")))
                .returns(true, RepoInfo::gated)
                .returns(List.of("mit"), RepoInfo::licences);
        assertThat(Answers.info(json(start + "'gated':false,'cardData':{'license':['mit','cc0-1.0']}}")))
                .returns(false, RepoInfo::gated)
                .returns(List.of("mit", "cc0-1.0"), RepoInfo::licences);
        assertThat(Answers.info(json(start + "'tags':['license:apache-2.0','pytorch']}")))
                .returns(List.of("apache-2.0"), RepoInfo::licences);
    }

    @Test
    void a_file_is_checked_against_what_holds_its_content() {
        String sha256 = "9be78edb5b928eba33aa88f431551348f7466ba9f5ef3daf1d552398722a5436";
        assertThat(Answers.files(json("""
                        [{'type':'directory','path':'sub','oid':'%1$s','size':0},
                         {'type':'file','path':'sub/small.json','oid':'%1$s','size':13},
                         {'type':'file','path':'big.bin','oid':'%1$s','size':134,
                          'lfs':{'oid':'%2$s','size':548123560,'pointerSize':134},'xetHash':'%2$s'}]
                        """.formatted(COMMIT, sha256))))
                .containsExactly(
                        new TreeFile("sub/small.json", 13, COMMIT, null, null),
                        new TreeFile("big.bin", 548_123_560, COMMIT, sha256, sha256))
                .extracting(TreeFile::etag)
                .containsExactly(COMMIT, sha256);
    }

    @Test
    void nonsense_is_told_from_an_answer() {
        for (String answer : List.of(
                "<html>log in</html>",
                "[]",
                "{'id':'a/b'}",
                "{'id':'a/b','sha':'main'}",
                "{'sha':'%s'}".formatted(COMMIT))) {
            assertThatThrownBy(() -> Answers.info(json(answer))).as(answer).isInstanceOf(Answers.Nonsense.class);
        }
        for (String answer : List.of(
                "{}",
                "[{'type':'file','path':'a','oid':'%s'}]".formatted(COMMIT),
                "[{'type':'file','path':'a','oid':'../../x','size':1}]",
                "[{'type':'file','oid':'%s','size':1}]".formatted(COMMIT),
                "[{'type':'file','path':'a','oid':'%s','size':-1}]".formatted(COMMIT))) {
            assertThatThrownBy(() -> Answers.files(json(answer))).as(answer).isInstanceOf(Answers.Nonsense.class);
        }
    }
}
