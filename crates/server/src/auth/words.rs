//! What the pages say, in the languages they speak.
use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;
use minijinja::Value;

macro_rules! words {
    ($($name:ident: $english:literal, $swedish:literal;)*) => {
        /// Every text of the pages.
        #[derive(Debug)]
        pub(super) struct Words {
            $(pub(super) $name: &'static str,)*
        }

        static ENGLISH: Words = Words { $($name: $english,)* };
        static SWEDISH: Words = Words { $($name: $swedish,)* };

        impl Words {
            /// All of them by name, for templates.
            pub(super) fn by_name(&self) -> Value {
                Value::from_pairs([$((stringify!($name), self.$name),)*])
            }
        }
    };
}

words! {
    language: "en", "sv";
    sign_in: "Sign in", "Logga in";
    sign_in_for: "to continue to", "för att fortsätta till";
    email: "E-mail address", "E-postadress";
    password: "Password", "Lösenord";
    organisation: "Organisation number", "Organisationens nummer";
    organisation_why: "Only if your address is known to several.", "Bara om din adress finns hos flera.";
    wrong: "The e-mail address or the password is not right.", "E-postadressen eller lösenordet stämmer inte.";
    wait: "Too many attempts. Try again in", "För många försök. Försök igen om";
    seconds: "seconds.", "sekunder.";
    stale: "The page had been open for too long. Please try again.", "Sidan hade varit öppen för länge. Försök igen.";
    code: "Code from your app", "Kod från din app";
    code_title: "One more step", "Ett steg till";
    code_text: "Open your authenticator app and enter the six digits it shows.", "Öppna din autentiseringsapp och skriv de sex siffror den visar.";
    code_recovery: "Without the app, enter one of your recovery codes.", "Utan appen: skriv en av dina återställningskoder.";
    code_wrong: "That code is not valid, or was used before.", "Koden stämmer inte, eller är redan använd.";
    carry_on: "Continue", "Fortsätt";
    sign_out: "Sign out", "Logga ut";
    signed_in_as: "Signed in as", "Inloggad som";
    not_you: "Use another account", "Använd ett annat konto";
    consent_title: "Let in", "Släpp in";
    consent_text: "wants access to your data in the CRM. It may:", "vill komma åt dina uppgifter i CRM-systemet. Programmet får:";
    may_read: "see what you see", "se det du ser";
    may_write: "create and change what you may", "skapa och ändra det du får ändra";
    may_admin: "do what you may as an administrator, such as managing users and settings", "göra det du får som administratör, till exempel hantera användare och inställningar";
    consent_then: "You will be sent to", "Du skickas sedan till";
    allow: "Allow", "Tillåt";
    deny: "Do not allow", "Tillåt inte";
    error_title: "This does not work", "Det här går inte";
    error_hint: "Go back to the program you came from, and tell whoever is responsible for it.", "Gå tillbaka till programmet du kom från, och berätta för den som ansvarar för det.";
    error_client: "The program that sent you here is not known.", "Programmet som skickade dig hit är inte känt.";
    error_redirect: "The program that sent you here gives an address to go back to that is not registered for it.", "Programmet som skickade dig hit anger en adress att gå tillbaka till som inte är registrerad.";
    error_request: "The address of this page is not complete.", "Sidans adress är inte fullständig.";
    error_server: "Something went wrong in the server. Try again in a moment.", "Något gick fel i servern. Försök igen om en stund.";
    security_title: "Security", "Säkerhet";
    change_password: "Change password", "Byt lösenord";
    current_password: "Current password", "Nuvarande lösenord";
    new_password: "New password", "Nytt lösenord";
    new_password_rule: "At least 12 characters. A few words are easy to remember.", "Minst 12 tecken. Några ord är lätta att minnas.";
    save: "Save", "Spara";
    password_changed: "The password is changed. Other browsers are signed out.", "Lösenordet är bytt. Andra webbläsare är utloggade.";
    password_wrong: "The current password is not right.", "Det nuvarande lösenordet stämmer inte.";
    password_short: "The new password needs at least 12 characters.", "Det nya lösenordet behöver minst 12 tecken.";
    password_long: "The new password has more than 256 characters.", "Det nya lösenordet har fler än 256 tecken.";
    password_known: "The new password is too easy to guess.", "Det nya lösenordet är för lätt att gissa.";
    factor_title: "Second factor", "Andra faktor";
    factor_on: "On. Signing in takes a code from your app.", "På. Inloggning kräver en kod från din app.";
    factor_left: "Recovery codes left:", "Återställningskoder kvar:";
    factor_off: "Off. With an authenticator app, a password that gets out is of no use to anybody.", "Av. Med en autentiseringsapp är ett lösenord på drift inte till nytta för någon.";
    factor_begin: "Set up", "Ställ in";
    factor_remove: "Turn off", "Stäng av";
    factor_removed: "The second factor is off.", "Den andra faktorn är avstängd.";
    factor_scan: "Scan this picture with your authenticator app, or enter the key by hand. Then enter the code that the app shows.", "Läs av bilden med din autentiseringsapp, eller skriv in nyckeln för hand. Skriv sedan koden som appen visar.";
    factor_key: "Key", "Nyckel";
    factor_picture: "QR code that sets up the app", "QR-kod som ställer in appen";
    factor_done: "The second factor is on.", "Den andra faktorn är på.";
    recovery_title: "Recovery codes", "Återställningskoder";
    recovery_text: "Each of these lets you in once without the app. They are shown this once: keep them in a safe place.", "Var och en släpper in dig en gång utan appen. De visas bara nu: förvara dem på ett säkert ställe.";
    back: "Back", "Tillbaka";
}

impl Words {
    /// In the language that a browser likes best; English when it is none of ours.
    pub(super) fn of(headers: &HeaderMap) -> &'static Words {
        let lines = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|line| line.to_str().ok());
        let mut best = (0.0, &ENGLISH);
        for item in lines.flat_map(|line| line.split(',')) {
            let (tag, weight) = match item.split_once(';') {
                Some((tag, weight)) => {
                    let weight = weight.trim().strip_prefix("q=").map(str::parse);
                    (tag, weight.and_then(Result::ok).unwrap_or(0.0))
                }
                None => (item, 1.0_f32),
            };
            let language = tag.trim().split('-').next().unwrap_or_default();
            let known = match language.to_ascii_lowercase().as_str() {
                "sv" => &SWEDISH,
                "en" => &ENGLISH,
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, known);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_that_is_liked_best() {
        for (liked, language) in [
            ("sv", "sv"),
            ("sv-SE,sv;q=0.9,en;q=0.8", "sv"),
            ("en-GB, sv;q=0.5", "en"),
            ("de, sv;q=0.3, en;q=0.2", "sv"),
            ("de", "en"),
            ("sv;q=0", "en"),
            ("", "en"),
            ("svx", "en"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, liked.parse().unwrap());
            assert_eq!(Words::of(&headers).language, language, "{liked}");
        }
        assert_eq!(Words::of(&HeaderMap::new()).language, "en");
    }
}
