"""The office's work in the editors' area: operational lists, dashboard panels, exports. Declarations and views only;
what is done is done by the apps' own actions."""
