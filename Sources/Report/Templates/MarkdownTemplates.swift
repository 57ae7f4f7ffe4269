/// The frame of the Markdown rendering and one partial per kind of block, in Mustache.
///
/// Values arrive escaped, since Markdown escapes by place: `{{{name}}}` throughout.
enum MarkdownTemplates {
  static let page = """
    # {{{heading}}}

    {{{lead}}}

    ## Contents

    {{#sections}}
    {{number}}. [{{{title}}}](#{{{slug}}})
    {{/sections}}
    {{#sections}}

    ## {{number}}. {{{title}}}
    {{#blocks}}{{>*template}}{{/blocks}}{{/sections}}

    ---

    {{{footer}}}

    """

  static let partials: [String: String] = [
    "paragraph": "\n{{{text}}}\n",
    "heading3": "\n### {{{text}}}\n",
    "heading4": "\n#### {{{text}}}\n",
    "note": "\n> {{{text}}}\n",
    "list": "\n{{#items}}\n- {{{.}}}\n{{/items}}\n",
    "steps": "\n{{#items}}\n1. {{{.}}}\n{{/items}}\n",
    "facts": "\n{{#facts}}\n- {{{term}}} {{{text}}}\n{{/facts}}\n",
    "pair": "{{#sides}}\n\n### {{{text}}}\n\n{{#items}}\n1. {{{.}}}\n{{/items}}\n{{/sides}}",
    "volatile": """

    <!-- volatile:begin -->
    {{#label}}

    {{{.}}}
    {{/label}}
    {{#blocks}}{{>*template}}{{/blocks}}
    <!-- volatile:end -->

    """,
    "table": """

    **Table {{number}}.** {{{caption}}}

    {{{table}}}
    {{#remark}}

    {{{.}}}
    {{/remark}}

    """,
    "figure": """

    Figure {{figureNumber}}, drawn in `{{drawnIn}}`: {{{figureCaption}}}
    {{>table}}
    """,
  ]
}
