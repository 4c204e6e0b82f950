package io.headscope.session;

import io.headscope.message.Messages;
import io.headscope.message.Messages.Language;
import java.util.Arrays;
import java.util.Locale;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;

/// How the person likes it, remembered in [Settings].
public final class Preferences {

    private final ObjectProperty<Theme> theme;
    private final ObjectProperty<Language> language;
    private final BooleanProperty live;
    private final ObservableValue<Messages> messages;
    private final Settings settings;

    /// @param locale whose language is spoken at the first start
    public Preferences(Settings settings, Locale locale) {
        this.settings = settings;
        theme = new SimpleObjectProperty<>(remembered(settings, "theme", Theme.LIGHT));
        language = new SimpleObjectProperty<>(remembered(settings, "language", language(locale)));
        live = new SimpleBooleanProperty(settings.get("live").map(Boolean::parseBoolean).orElse(true));
        messages = language.map(Messages::of);
        theme.addListener((_, _, now) -> settings.put("theme", now.name()));
        language.addListener((_, _, now) -> settings.put("language", now.name()));
        live.addListener((_, _, now) -> settings.put("live", now.toString()));
    }

    public ObjectProperty<Theme> theme() {
        return theme;
    }

    public ObjectProperty<Language> language() {
        return language;
    }

    /// Run as you type.
    public BooleanProperty live() {
        return live;
    }

    public ObservableValue<Messages> messages() {
        return messages;
    }

    /// Something that was typed once and is wanted again.
    ///
    /// @param key       in the settings
    /// @param otherwise what stands there the first time
    StringProperty text(String key, String otherwise) {
        StringProperty text = new SimpleStringProperty(settings.get(key).orElse(otherwise));
        text.addListener((_, _, now) -> settings.put(key, now));
        return text;
    }

    private static Language language(Locale locale) {
        return locale.getLanguage().equals(Locale.CHINESE.getLanguage()) ? Language.CHINESE : Language.ENGLISH;
    }

    private static <E extends Enum<E>> E remembered(Settings settings, String key, E otherwise) {
        return settings.get(key)
                .flatMap(name -> Arrays.stream(otherwise.getDeclaringClass().getEnumConstants())
                        .filter(constant -> constant.name().equals(name))
                        .findFirst())
                .orElse(otherwise);
    }
}
