/// The frame of the HTML page and one partial per kind of block, in Mustache.
///
/// `{{name}}` is escaped; `{{{name}}}` is used for markup and styles that the program made, such as
/// text by ``HTMLText``.
enum PageTemplates {
  static let page = """
    {{% CONTENT_TYPE:\(Templates.contentType)}}<!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta http-equiv="Content-Security-Policy" content="{{{policy}}}"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta name="color-scheme" content="light dark"/>
    <meta name="referrer" content="no-referrer"/>
    <title>{{title}}</title>
    {{#styles}}<style>{{{.}}}</style>
    {{/styles}}</head>
    <body>
    <a class="skip" href="#{{first}}">Skip to the result</a>
    <header>
    <p class="kind">{{kind}}</p>
    <h1>{{#heading}}{{>text}}{{/heading}}</h1>
    <p class="lead">{{#lead}}{{>text}}{{/lead}}</p>
    </header>
    <nav aria-labelledby="contents">
    <h2 id="contents">Contents</h2>
    <ol>
    {{#sections}}<li><a href="#{{id}}">{{title}}</a></li>
    {{/sections}}</ol>
    </nav>
    <main>
    {{#sections}}<section id="{{id}}" aria-labelledby="{{id}}-title">
    <h2 id="{{id}}-title"><span class="number">{{number}}</span> {{title}}</h2>
    {{#blocks}}{{>*template}}{{/blocks}}</section>
    {{/sections}}</main>
    <footer><p>{{#footer}}{{>text}}{{/footer}}</p></footer>
    </body>
    </html>

    """

  /// Templates by name; blocks name theirs.
  static let partials: [String: String] = [
    "text": "{{{markup}}}",
    "paragraph": "<p>{{>text}}</p>\n",
    "heading3": "<h3>{{>text}}</h3>\n",
    "heading4": "<h4>{{>text}}</h4>\n",
    "note": "<p class=\"note\">{{>text}}</p>\n",
    "list": "<ul>\n{{#items}}<li>{{>text}}</li>\n{{/items}}</ul>\n",
    "steps": "<ol>\n{{#items}}<li>{{>text}}</li>\n{{/items}}</ol>\n",
    "facts": """
    <dl>
    {{#facts}}<div><dt>{{#term}}{{>text}}{{/term}}</dt><dd>{{#text}}{{>text}}{{/text}}</dd></div>
    {{/facts}}</dl>

    """,
    "pair": """
    <div class="pair">
    {{#sides}}<div>
    <h3>{{>text}}</h3>
    <ol>
    {{#items}}<li>{{>text}}</li>
    {{/items}}</ol>
    </div>
    {{/sides}}</div>

    """,
    "volatile": """
    <!-- volatile:begin -->
    <div class="volatile">
    {{#label}}<p>{{>text}}</p>
    {{/label}}{{#blocks}}{{>*template}}{{/blocks}}</div>
    <!-- volatile:end -->

    """,
    "table": """
    <div class="scroll{{extent}}" role="region" tabindex="0" aria-labelledby="table-{{number}}">
    <table{{#leftColumns}} class="{{.}}"{{/leftColumns}}>
    <caption id="table-{{number}}"><span><b>Table {{number}}.</b> {{#caption}}{{>text}}{{/caption}}</span></caption>
    <thead><tr>{{{columns}}}</tr></thead>
    <tbody>
    {{{rows}}}</tbody>
    </table>
    </div>
    {{#remark}}<p class="remark">{{>text}}</p>
    {{/remark}}
    """,
    "figure": """
    <figure id="figure-{{figureNumber}}" class="{{layout}}">
    <div class="panels">
    {{#panels}}{{{.}}}{{/panels}}</div>
    <figcaption><b>Figure {{figureNumber}}.</b> {{#figureCaption}}{{>text}}{{/figureCaption}} The numbers are in Table {{number}}.</figcaption>
    </figure>
    {{>table}}
    """,
  ]
}
