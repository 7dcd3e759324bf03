// The one list of commands that the window may call. It is included, with a macro of its own called
// `commands!`, by `desk` (the TypeScript map), by the shell (handler registration) and by the shell's
// build script (permissions). `screen::name(Request) -> Response`; `()` stands for "nothing".
commands! {
    session::session(()) -> Session;
    session::home(()) -> HomeView;
    session::lock(()) -> ();
    session::unlock(Unlock) -> ();
    session::reminders(()) -> Reminders;
    session::read_reminders(()) -> ();

    store::restore_store(RestoreStore) -> Option<StoreRestored>;
    store::trust_clock(()) -> ClockTrusted;

    tokens::list_tokens(()) -> TokenList;
    tokens::token_details(TokenRef) -> TokenDetails;
    tokens::identify_tokens(PastedValue) -> Identified;
    tokens::check_draft(TokenDraft) -> DraftCheck;
    tokens::duplicate_token(TokenRef) -> TokenLike;
    tokens::create_token(TokenDraft) -> Issued;
    tokens::rename_token(Rename) -> TokenRow;
    tokens::pause_token(TokenRef) -> TokenRow;
    tokens::resume_token(TokenRef) -> TokenRow;
    tokens::regenerate_token(Regenerate) -> Issued;
    tokens::regenerate_in_place(Regenerate) -> RegeneratedInPlace;
    tokens::revoke_tokens(TokenRefs) -> BulkOutcome;
    tokens::delete_record(TokenRef) -> ();
    tokens::restore_record(TokenRef) -> TokenRow;
    tokens::export_tokens(TokenRefs) -> ExportedFile;
    tokens::export_ends(TokenRefs) -> ExportedFile;

    users::list_users(()) -> UserList;
    users::add_user(UserDraft) -> UserRow;
    users::edit_user(UserDraft) -> UserRow;
    users::disable_user(UserRef) -> UserRow;
    users::enable_user(UserRef) -> UserRow;

    resources::list_resources(()) -> ResourceList;
    resources::add_resource(ResourceDraft) -> ResourceRow;
    resources::edit_resource(ResourceChange) -> ResourceRow;
    resources::remove_resource(ResourceRef) -> ResourceTokens;
    resources::rotate_resource(ResourceRef) -> ResourceRow;
    resources::check_in_resource(CheckIn) -> ();
    resources::create_bound_token(BoundDraft) -> Issued;
    resources::resource_samples(ResourceSampleRequest) -> ResourceSamples;

    audit::audit_page(AuditAsk) -> AuditPage;
    audit::audit_row(AuditRef) -> AuditRow;
    audit::audit_integrity(()) -> AuditIntegrity;
    audit::check_audit(()) -> AuditIntegrity;
    audit::export_audit(ExportAudit) -> ExportedFile;

    templates::templates(()) -> Templates;
    templates::save_template(Template) -> Templates;
    templates::remove_template(TemplateRef) -> Templates;

    secret::copy_secret(RevealRef) -> ClipboardState;
    secret::copy_snippet(CopySnippet) -> ClipboardState;
    secret::copy_text(PlainText) -> ();
    secret::extend_clipboard(ExtendClipboard) -> ClipboardState;
    secret::clear_clipboard(()) -> ClipboardState;
    secret::reveal_secret(RevealRef) -> ShownSecret;
    secret::hide_secret(RevealRef) -> ();
    secret::discard_secret(RevealRef) -> ();
    secret::snippets(SnippetRequest) -> Vec<Snippet>;

    personal::personal_token(()) -> PersonalToken;
    personal::new_personal_token(()) -> PersonalToken;
    personal::show_personal_token(()) -> ShownSecret;
    personal::copy_personal_token(()) -> ClipboardState;

    vault::vault_state(()) -> VaultState;
    vault::unlock_vault(UnlockVault) -> ();
    vault::keep_vault(KeepVault) -> VaultState;

    variable::variable_status(VariableRef) -> VariableStatus;
    variable::hold_value(PastedValue) -> PastedVariableValue;
    variable::plan_variable(PlanVariable) -> VariablePlan;
    variable::set_variable(PlanVariable) -> VariableOutcome;
    variable::verify_variable(VariableRef) -> VariableOutcome;
    variable::remove_variable(VariableRef) -> VariableOutcome;

    placement::placements(()) -> Placements;
    placement::undo_placement(UndoPlacement) -> UndoOutcome;
    placement::forget_placement(UndoPlacement) -> ();

    settings_file::usual_settings_file(()) -> UsualSettingsFile;
    settings_file::plan_settings_file(PatchSettingsFile) -> SettingsFilePlan;
    settings_file::apply_settings_file(PatchSettingsFile) -> SettingsFileApplied;
    settings_file::undo_settings_file(SettingsFileRef) -> SettingsFileUndone;

    verifier::verifier_status(()) -> VerifierStatus;
    verifier::verifier_start(()) -> VerifierStatus;
    verifier::verifier_stop(()) -> VerifierStatus;
    verifier::verifier_restart(()) -> VerifierStatus;
    verifier::verifier_log(()) -> VerifierLog;
    verifier::verifier_background(()) -> VerifierBackground;
    verifier::verifier_at_sign_in(VerifierAtSignIn) -> VerifierBackground;

    setup::test_setup(TestSetup) -> SetupReport;
    setup::verifier_samples(SampleRequest) -> VerifierSamples;

    settings::settings(()) -> Settings;
    settings::change_settings(SettingsChange) -> Settings;
    settings::reset_settings(()) -> Settings;
    settings::export_settings(()) -> ExportedFile;
    settings::policy(()) -> Policy;
    settings::change_policy(Policy) -> Policy;
    settings::set_passphrase(SetPassphrase) -> ();
    settings::open_data_folder(()) -> ();

    // Answered by the shell, which owns the window; `Desk` has no methods of these names.
    // `page_painted`: the first themed frame is there, show the window. When the person closes the window
    // the shell emits `close_requested` and waits 2 s for `close_window` (go) or `keep_open` (the page is
    // asking, or the person went back).
    window::page_painted(()) -> ();
    window::close_window(()) -> ();
    window::keep_open(()) -> ();
    // A secret that `hide_secret` has no handle of is on the screen no longer.
    window::secret_hidden(()) -> ();
    window::choose_file(ChooseFile) -> ChosenFile;
    window::zoom(Zoom) -> ZoomLevel;
    window::notify_desktop(DesktopNotice) -> DesktopNotified;
    window::show_tray(TrayWords) -> TrayStanding;
    window::hide_tray(()) -> ();
    // The shell's own script calls it when the person types or clicks: idling starts anew.
    window::touch(()) -> ();
}
