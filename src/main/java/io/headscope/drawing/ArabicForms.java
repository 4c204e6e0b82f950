package io.headscope.drawing;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Arabic letters in the forms that they have beside their neighbours. Unicode keeps each form as a character of its own
/// (the presentation forms U+FB50 to U+FEFC), whose decomposition names the letter and whose name says which form it is.
final class ArabicForms {

    private static final int ISOLATED = 0;
    private static final int FINAL = 1;
    private static final int INITIAL = 2;
    private static final int MEDIAL = 3;

    private static final int TATWEEL = 0x640;

    /// By letter, or by the two letters of a ligature: the forms, 0 for none.
    private static final Map<String, int[]> FORMS = read();

    private ArabicForms() {}

    /// The same text, in its order, its letters joined.
    static String joined(String text) {
        if (text.codePoints().noneMatch(ArabicForms::isArabic)) {
            return text;
        }
        int[] letters = text.codePoints().toArray();
        StringBuilder joined = new StringBuilder();
        int before = -1;
        for (int i = 0; i < letters.length; i++) {
            if (isMark(letters[i])) {
                joined.appendCodePoint(letters[i]);
                continue;
            }
            int next = next(letters, i);
            int[] ligature = next < 0 ? null : FORMS.get(Character.toString(letters[i]) + Character.toString(letters[next]));
            // Lam and alef become one, unless marks stand between them.
            if (ligature != null && next == i + 1) {
                joined.appendCodePoint(ligature[joinsOnward(before) ? FINAL : ISOLATED]);
                before = letters[next];
                i = next;
            } else {
                joined.appendCodePoint(form(letters[i], before, next < 0 ? -1 : letters[next]));
                before = letters[i];
            }
        }
        return joined.toString();
    }

    private static int form(int letter, int before, int next) {
        int[] forms = FORMS.get(Character.toString(letter));
        if (forms == null) {
            return letter;
        }
        boolean fromBefore = joinsOnward(before) && forms[FINAL] != 0;
        boolean toNext = joinsOnward(letter) && joinsBack(next);
        int form = forms[fromBefore ? (toNext ? MEDIAL : FINAL) : (toNext ? INITIAL : ISOLATED)];
        return form == 0 ? letter : form;
    }

    /// Whether a letter reaches for the one that follows it.
    private static boolean joinsOnward(int letter) {
        int[] forms = forms(letter);
        return letter == TATWEEL || (forms != null && forms[INITIAL] != 0);
    }

    /// Whether a letter can be reached by the one before it.
    private static boolean joinsBack(int letter) {
        int[] forms = forms(letter);
        return letter == TATWEEL || (forms != null && forms[FINAL] != 0);
    }

    private static int @Nullable [] forms(int letter) {
        return letter < 0 ? null : FORMS.get(Character.toString(letter));
    }

    /// The place of the next letter, marks passed over; -1 at the end.
    private static int next(int[] letters, int from) {
        int next = from + 1;
        while (next < letters.length && isMark(letters[next])) {
            next++;
        }
        return next < letters.length ? next : -1;
    }

    private static boolean isMark(int letter) {
        return Character.getType(letter) == Character.NON_SPACING_MARK;
    }

    private static boolean isArabic(int letter) {
        return letter >= 0x600 && letter <= 0x77f;
    }

    private static Map<String, int[]> read() {
        Map<String, int[]> forms = new HashMap<>();
        for (int form = 0xfb50; form <= 0xfefc; form++) {
            String name = Character.getName(form);
            int kind = name == null ? -1 : kind(name);
            String letters = kind < 0 ? "" : Normalizer.normalize(Character.toString(form), Normalizer.Form.NFKC);
            boolean lamAlef = letters.length() == 2 && letters.charAt(0) == 'ل' && "اآأإ".indexOf(letters.charAt(1)) >= 0;
            if (letters.length() == 1 || lamAlef) {
                int[] all = forms.computeIfAbsent(letters, _ -> new int[4]);
                all[kind] = all[kind] == 0 ? form : all[kind];
            }
        }
        return forms;
    }

    private static int kind(String name) {
        if (name.endsWith(" ISOLATED FORM")) {
            return ISOLATED;
        }
        if (name.endsWith(" FINAL FORM")) {
            return FINAL;
        }
        return name.endsWith(" INITIAL FORM") ? INITIAL : name.endsWith(" MEDIAL FORM") ? MEDIAL : -1;
    }
}
