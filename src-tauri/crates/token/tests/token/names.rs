use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use token::{NameError, TEXT_LENGTH, TokenName, fold};
use unicode_normalization::UnicodeNormalization as _;

use crate::minted;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn a_token_is_no_name_whatever_is_written_around_it(seed: u64, around in 0..8usize) {
        let text = minted(seed).expose().to_owned();
        let dressed = [
            text.clone(),
            format!("  {text}\n"),
            format!("Scanner {text}"),
            format!("token={text};"),
            format!("\"{text}\""),
            text.to_uppercase(),
            format!("トークン{text}"),
            text[4..].to_owned(),
        ];
        prop_assert_eq!(TokenName::parse(&dressed[around]), Err(NameError::LooksLikeToken), "{}", &dressed[around]);
    }

    #[test]
    fn a_name_is_compared_as_it_looks_however_its_letters_are_put_together(name in "[a-zà-žΑ-Ωа-яÅ각-힣 ]{1,30}") {
        let composed: String = name.nfc().collect();
        let decomposed: String = name.nfd().collect();
        prop_assert_eq!(fold(&composed), fold(&decomposed));
        let upper = decomposed.to_uppercase();
        prop_assert_eq!(fold(&upper), fold(&upper.nfc().collect::<String>()), "{}", upper);
        let folded = fold(&name);
        prop_assert_eq!(fold(&folded), folded, "once is enough");
    }

    #[test]
    fn the_secret_of_a_token_is_no_name_even_without_the_rest(seed: u64) {
        let token = minted(seed);
        let secret = &token.expose()[21..];
        prop_assert_eq!(TokenName::parse(secret), Err(NameError::LooksLikeToken), "{}", secret);
    }

    #[test]
    fn any_12_characters_of_a_token_are_refused_for_it(seed: u64, at in 0..=TEXT_LENGTH - 12, longer in 0..40usize) {
        let token = minted(seed);
        let piece = &token.expose()[at..(at + 12 + longer).min(TEXT_LENGTH)];
        for name in [piece.to_owned(), format!("PI {piece}"), format!("Ω{piece}Ω")] {
            let refused = TokenName::parse(&name).and_then(|name| name.check_against(&token));
            prop_assert_eq!(refused, Err(NameError::LooksLikeToken), "{} gives away a piece", name);
        }
    }

    #[test]
    fn a_name_that_is_taken_has_1_to_80_characters_on_one_line(typed in any::<String>()) {
        if let Ok(name) = TokenName::parse(&typed) {
            prop_assert!((1..=80).contains(&name.as_str().chars().count()));
            prop_assert!(!name.as_str().chars().any(char::is_control));
            prop_assert_eq!(name.as_str(), typed.trim());
        }
    }
}

#[test]
fn a_thousand_ordinary_names_are_taken() {
    let names = ordinary_names();
    assert!(names.len() >= 1_000, "{} names", names.len());
    let refused: Vec<_> = names
        .iter()
        .filter_map(|name| Some((name, TokenName::parse(name).err()?)))
        .collect();
    assert!(
        refused.is_empty(),
        "{} ordinary names were refused: {refused:#?}",
        refused.len()
    );
}

#[test]
fn no_minted_token_refuses_an_ordinary_name() {
    let tokens: Vec<_> = (0..20).map(minted).collect();
    for name in ordinary_names() {
        let name = TokenName::parse(&name).unwrap();
        assert!(
            tokens.iter().all(|token| name.check_against(token).is_ok()),
            "{name}"
        );
    }
}

#[test]
fn secrets_of_other_systems_are_no_names_either() {
    for secret in [
        "ghp_9fQ2xLr7Vb3NcT8yHs4Zk1Wd6Mg0Pj5RaEuX",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
        "9b74c9897bac770ffc029102a200c5de9b74c9897bac",
        "wJalrXUtnFEMIK7MDENGbPxRfiCYzEXAMPLEKEY",
        "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy",
        "hmac:Zm9vYmFyYmF6cXV4Y29ycGdl0dTrYXVsdDEyMw==",
    ] {
        assert_eq!(
            TokenName::parse(secret),
            Err(NameError::LooksLikeToken),
            "{secret}"
        );
    }
}

#[test]
fn what_is_wrong_with_a_name_is_told() {
    let why = |typed: &str| TokenName::parse(typed).unwrap_err();
    for empty in [
        "",
        "   ",
        "\n\t",
        "\u{200b}\u{200d}",
        "\u{3164}",
        "\u{feff} \u{2060}",
    ] {
        assert_eq!(why(empty), NameError::Empty, "{empty:?}");
    }
    for control in [
        "two\nlines",
        "bell\u{7}",
        "null\0",
        "turned \u{202e}round",
        "para\u{2029}graph",
        "tab\there",
    ] {
        assert_eq!(why(control), NameError::ControlCharacter, "{control:?}");
    }
    assert_eq!(why(&"W".repeat(81)), NameError::TooLong);
    assert_eq!(why(&"漢".repeat(81)), NameError::TooLong);
    for token in ["tdk_", "tdk_test", "TDK_PLANT", "my tdk_0123456789ab"] {
        assert_eq!(why(token), NameError::LooksLikeToken, "{token:?}");
    }
}

#[test]
fn eighty_characters_of_any_writing_are_a_name() {
    for eighty in [
        "W".repeat(80),
        "漢".repeat(80),
        "é".repeat(80),
        "😀".repeat(80),
        "ש".repeat(80),
    ] {
        assert!(TokenName::parse(&eighty).is_ok(), "{eighty}");
    }
}

#[test]
fn markup_is_a_name_like_any_other() {
    assert!(TokenName::parse("<img src=x onerror=alert(1)>").is_ok());
    assert!(TokenName::parse("=cmd|' /C calc'!A0").is_ok());
}

#[test]
fn names_that_differ_in_case_alone_are_the_same_name() {
    let folded = |name: &str| TokenName::parse(name).unwrap().folded();
    assert_eq!(folded("PI Scanner"), folded("pi SCANNER "));
    assert_eq!(folded("ÜBERSICHT"), folded("übersicht"));
    assert_ne!(folded("PI Scanner 1"), folded("PI Scanner 2"));
}

/// Names as people give them: uses, plants, hosts, accounts, dates, in many writings.
fn ordinary_names() -> Vec<String> {
    let uses = [
        "PI Scanner Token",
        "AF scanner",
        "Nightly upload",
        "Power BI gateway",
        "Grafana read-only",
        "Jenkins CI",
        "Backup job",
        "Historian sync",
        "RayVentory Data Hub",
        "PI Vision plug-in",
        "Übertragung Schichtprotokoll",
        "Jeton du scanner",
        "Сканер цеха",
        "工場スキャナー",
        "扫描仪令牌",
        "스캐너 토큰",
        "رمز الماسح الضوئي",
        "אסימון סורק",
        "टोकन स्कैनर",
        "🏭 scanner",
        "👩‍🔬 lab",
        "O'Brien & Søn",
        "TychoScanner.exe",
        "C# upload (test)",
        "a",
        "42",
    ];
    let places = [
        "",
        "plant 7",
        "– plant 7",
        "Werk Süd",
        "EU-West",
        "line 3/area 2",
        "2026-11",
        "v2.4.1",
        "#12",
        "PROD",
        "DC01",
        "rack 4B",
        "(old)",
        "工場",
        "القاهرة",
        "building_5",
    ];
    let whole = [
        "Donaudampfschifffahrtsgesellschaftskapitän",
        "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
        "Kraftfahrzeughaftpflichtversicherung",
        "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung",
        "scanner-01.plant7.eu-west-1.compute.internal.example.com",
        "https://osprey.example.com/api/v1/upload",
        "https://portal.tychodata.example:8443/osprey/status",
        "srv-fr-gva-01-dc-02-lan-0123-xyz",
        "ip-10-212-33-7.eu-central-1.compute.internal",
        "ec2-203-0-113-25.compute-1.amazonaws.com",
        "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
        "vm-prod-scan-0042.westeurope.cloudapp.azure.com",
        "TychoDataOspreyScannerProductionServer",
        "PIScannerTokenPlant7Line3Area2Unit5",
        "PI_SCANNER_TOKEN_PRODUCTION_PLANT_SEVEN",
        "SQLSERVER-PROD-DC01-NODE02-RACK7B",
        "PLANT7\\pi-admin@PI-ARCHIVE-01.corp.example.org",
        "svc_scanner_upload_nightly_20261122",
        "C:\\ProgramData\\TychoData\\Osprey\\appsettings.ini",
        "/opt/tychodata/osprey/bin/scanner-upload.sh",
        "upload-scanner-results-to-osprey-every-night",
        "jenkins-agent-linux-x86_64-ubuntu-24.04-large",
        "Antidisestablishmentarianism-2026",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "1111111111111111111111111111",
        "20261122T203000Z-nightly-scan-run",
        "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
        "kubernetes.default.svc.cluster.local:6443",
        "docker.io/library/tychoscanner:2.4.1-alpine",
        "user.name+scanner@subdomain.example.co.uk",
        "ОченьДлинноеНазваниеСканераДляЦехаНомерСемь",
        "とても長いスキャナートークンの名前です工場七号棟",
        "非常长的扫描仪令牌名称用于第七工厂第三生产线第二区域",
        "اسم-طويل-جدا-لرمز-الماسح-الضوئي-في-المصنع",
        "👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦",
        "PI-AF-SCANNER-0001-BLD5-FLR2-ROOM17",
    ];
    let hosts = (0..600).map(|n| {
        let kinds = [
            "scan",
            "pi-archive",
            "af",
            "hist",
            "dc",
            "web",
            "upload",
            "node",
            "srv",
            "sql",
        ];
        let sites = [
            "gva",
            "zrh",
            "lon",
            "nyc",
            "plant7",
            "berlin",
            "eu-west-1",
            "tokyo",
            "mtl",
            "dub",
        ];
        let domains = [
            "corp.example.com",
            "intern.example.de",
            "example.org",
            "ad.example.net",
            "local",
            "prod.example.io",
        ];
        format!(
            "{}{:02}.{}.{}",
            kinds[n % 10],
            n % 97,
            sites[n / 10 % 10],
            domains[n / 100 % 6]
        )
    });
    let mut names: Vec<String> = whole.map(str::to_owned).into();
    names.extend(hosts);
    for what in uses {
        names.extend(places.iter().map(|place| format!("{what} {place}")));
    }
    names
}

/// How many of so many random words of 24 characters pass as names. The rule is a guess by
/// nature; this says how good a guess.
#[test]
fn hardly_any_random_word_of_24_characters_passes_as_a_name() {
    let mut rng = StdRng::seed_from_u64(24);
    let gate = crate::gate();
    let passed = (0..10_000)
        .filter(|_| TokenName::parse(&token::mint(&gate, &mut rng).expose()[21..45]).is_ok())
        .count();
    assert!(passed <= 200, "{passed} of 10,000 random words passed");
}
