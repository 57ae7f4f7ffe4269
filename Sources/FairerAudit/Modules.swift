// Whoever imports FairerAudit gets the modules that its declarations speak of. There is no other way yet to
// hand a module on than this attribute; docs/decisions/0210-library.md weighs it.
@_exported public import Audit
@_exported public import AuditResults
@_exported public import Engine
@_exported public import Keras
@_exported public import Report
@_exported public import Tables
