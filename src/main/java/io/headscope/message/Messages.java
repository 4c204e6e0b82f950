package io.headscope.message;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.stream.Stream;

/// The texts of one language. A key that a language lacks is an error of ours, found by a test.
public final class Messages {

    /// Headscope's languages, the first one the fallback.
    public enum Language {
        ENGLISH(Locale.ENGLISH, "English"),
        CHINESE(Locale.SIMPLIFIED_CHINESE, "简体中文");

        private final Locale locale;
        private final String ownName;

        Language(Locale locale, String ownName) {
            this.locale = locale;
            this.ownName = ownName;
        }

        public Locale locale() {
            return locale;
        }

        /// What the language calls itself.
        public String ownName() {
            return ownName;
        }
    }

    public static final Messages ENGLISH = new Messages(Language.ENGLISH);
    public static final Messages CHINESE = new Messages(Language.CHINESE);

    private final Language language;
    private final ResourceBundle bundle;

    private Messages(Language language) {
        this.language = language;
        // English is the root bundle: without NO_FALLBACK a machine set to Chinese would answer for it.
        this.bundle = ResourceBundle.getBundle(
                "i18n.messages",
                language == Language.ENGLISH ? Locale.ROOT : language.locale(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    public static Messages of(Language language) {
        return switch (language) {
            case ENGLISH -> ENGLISH;
            case CHINESE -> CHINESE;
        };
    }

    public Language language() {
        return language;
    }

    /// The text under `key`.
    ///
    /// @throws java.util.MissingResourceException if there is none
    public String text(String key) {
        return bundle.getString(key);
    }

    /// The text under `key`, if there is one: for what comes from outside, such as the name of a model.
    public Optional<String> find(String key) {
        return bundle.containsKey(key) ? Optional.of(bundle.getString(key)) : Optional.empty();
    }

    /// The text under `key` with its places filled in, after the rules of [MessageFormat]: an apostrophe is written twice.
    /// A [Phrase] among the arguments is said in this language too.
    public String format(String key, Object... arguments) {
        Object[] said = Stream.of(arguments)
                .map(argument -> argument instanceof Phrase phrase ? phrase.in(this) : argument)
                .toArray();
        return new MessageFormat(text(key), language.locale()).format(said);
    }
}
