/// The page's styles.
///
/// They hold no text from outside, and the page reads without them.
enum StyleSheet {
  /// The most columns of a table that can be of words.
  static let mostColumns = 10

  /// Every cell, or cell of a head, that is in a column of words: tables name those by number.
  private static func words(_ cell: String) -> String {
    (2...mostColumns).map { ".l\($0) \(cell):nth-child(\($0))" }.joined(separator: ",")
  }

  static let screen = """
    :root{color-scheme:light dark;--page:#fff;--text:#1a1d21;--soft:#565d66;--rule:#d4d9df;
    --strong-rule:#1a1d21;--panel:#f5f7f9;--link:#005b8f;--accent:#0072B2;--warm:#D55E00;
    --green:#009E73;--shade:rgba(0,0,0,.16);--measure:46rem}
    @media screen and (prefers-color-scheme:dark){:root{--page:#121212;--text:#e8e8e6;--soft:#a9adb2;
    --rule:#35393e;--strong-rule:#c9ccd0;--panel:#1c1e21;--link:#6cbcec;--accent:#56b4e9;
    --warm:#f08a4b;--green:#35c79a;--shade:rgba(255,255,255,.2)}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
    body{margin:0 auto;max-width:75rem;padding:0 1.5rem 4rem;background:var(--page);
    color:var(--text);font:1rem/1.58 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",
    "Liberation Sans",sans-serif;font-variant-numeric:lining-nums;overflow-wrap:break-word}
    a{color:var(--link);text-underline-offset:.15em}
    a:focus-visible,.scroll:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
    .skip{position:absolute;left:-99rem}
    .skip:focus{left:1rem;top:.5rem;background:var(--page);padding:.4rem .8rem;z-index:2}
    header{padding:3rem 0 1.4rem;border-bottom:3px solid var(--strong-rule)}
    .kind{margin:0;color:var(--soft);font-size:.875rem;letter-spacing:.08em;
    text-transform:uppercase}
    h1{margin:.3rem 0 .2rem;font-size:clamp(1.7rem,1.3rem + 1.9vw,2.6rem);line-height:1.15;
    letter-spacing:-.015em;text-wrap:balance}
    .lead{margin:.5rem 0 0;max-width:var(--measure);color:var(--soft);font-size:1.125rem}
    nav{padding:1.2rem 0;border-bottom:1px solid var(--rule);font-size:.9rem}
    nav h2{margin:0 0 .5rem;border:0;padding:0;font-size:.9rem}
    nav ol{margin:0;padding:0 0 0 1.6rem;columns:14rem;column-gap:2rem}
    nav li{margin:0;padding:.12rem 0;break-inside:avoid}
    nav li::marker{color:var(--soft);font-variant-numeric:tabular-nums}
    nav a{text-decoration:none}
    nav a:hover{text-decoration:underline}
    h2{margin:3.4rem 0 1rem;font-size:1.55rem;line-height:1.2;letter-spacing:-.01em}
    .number{display:inline-block;min-width:1.6em;color:var(--soft);font-weight:400}
    h3{margin:2.4rem 0 .8rem;font-size:1.15rem;line-height:1.3}
    p,ul,main>section>ol{max-width:var(--measure)}
    p{margin:.8rem 0}
    li{margin:.35rem 0}
    code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;
    font-size:.84em;overflow-wrap:anywhere}
    .muted,.remark,.undefined,i{color:var(--soft)}
    .undefined{font-style:italic}
    i{font-style:normal;white-space:nowrap;font-size:.9em}
    .note{border-left:4px solid var(--accent);background:var(--panel);padding:.8rem 1.1rem}
    dl{margin:1rem 0;max-width:62rem}
    dl div{display:grid;grid-template-columns:minmax(9rem,14rem) 1fr;gap:.2rem 1.5rem;
    padding:.42rem 0;border-bottom:1px solid var(--rule)}
    dt{font-weight:600}
    dd{margin:0;min-width:0;overflow-wrap:anywhere}
    .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr));
    gap:1.5rem;margin:1.2rem 0}
    .pair>div{padding:.2rem 1.3rem 1rem;background:var(--panel);border-top:3px solid
    var(--strong-rule);min-width:0}
    .pair h3{margin-top:1rem}
    .pair ol{margin:0;padding-left:1.3rem}
    .pair li{margin:.7rem 0}
    .scroll{overflow-x:auto;margin:1.8rem 0 .4rem;background:
    linear-gradient(90deg,var(--page) 40%,transparent) left/2.5rem 100% no-repeat local,
    linear-gradient(270deg,var(--page) 40%,transparent) right/2.5rem 100% no-repeat local,
    linear-gradient(90deg,var(--shade) 0%,transparent) left/.8rem 100% no-repeat scroll,
    linear-gradient(270deg,var(--shade) 0%,transparent) right/.8rem 100% no-repeat scroll}
    table{border-collapse:collapse;min-width:min(100%,46rem);font-size:.92rem;line-height:1.4;
    border-bottom:2px solid var(--strong-rule)}
    caption{padding:0 0 .5rem;text-align:left;color:var(--soft)}
    caption b,figcaption b{color:var(--text)}
    thead th{border-top:2px solid var(--strong-rule);border-bottom:1px solid var(--strong-rule);
    padding:.5rem .75rem;vertical-align:bottom;font-weight:600;line-height:1.3}
    tbody th,td{padding:.45rem .75rem;vertical-align:top;border-bottom:1px solid var(--rule)}
    tbody tr:last-child>*{border-bottom:0}
    tbody th{text-align:left;font-weight:600;min-width:7rem;max-width:20rem;
    overflow-wrap:break-word}
    bdi.long{overflow-wrap:anywhere}
    .dense td i,.dense td .muted{display:block}
    .dense tbody th,.dense td,.dense thead th{padding-left:.5rem;padding-right:.5rem}
    caption span{display:block;width:fit-content;position:sticky;left:0}
    th:first-child{padding-left:0}
    td code,tbody th code{overflow-wrap:break-word}
    tbody th code,dt code{display:block;font-weight:400;color:var(--soft)}
    td,thead th{text-align:right;font-variant-numeric:tabular-nums lining-nums}
    thead th:first-child,\(words("th")){text-align:left}
    @media screen and (min-width:60rem){td{white-space:nowrap}}
    \(words("td")){text-align:left;white-space:normal;min-width:8.5rem;max-width:24rem;
    font-variant-numeric:lining-nums}
    @media screen and (min-width:60rem){
    td .undefined{display:inline-block;max-width:11rem;white-space:normal}}
    .remark{margin:.5rem 0 1.6rem;font-size:.875rem}
    .status{white-space:nowrap;font-weight:700;font-size:.9em;letter-spacing:.02em}
    .meetsLimit .shape{color:var(--green)}
    .belowLimit .shape{color:var(--warm)}
    .inconclusive .shape,.notAssessed .shape{color:var(--soft)}
    figure{margin:1.8rem 0 0}
    .panels{display:grid;gap:1.8rem 2.2rem;align-items:start;
    grid-template-columns:repeat(auto-fill,minmax(min(100%,19.5rem),1fr))}
    @media (min-width:44rem){.square .panels{grid-template-columns:repeat(2,minmax(0,25rem))}}
    .panels>svg{width:100%;max-width:25rem;height:auto}
    svg{display:block;color:var(--text);overflow:visible;font-family:inherit}
    @media screen and (prefers-color-scheme:dark){
    svg [fill="#0072B2"]{fill:#56b4e9}
    svg [fill="#D55E00"]{fill:#f08a4b}
    svg [fill="#009E73"]{fill:#35c79a}
    svg [fill="#CC79A7"]{fill:#e3a3c6}
    svg [stroke="#0072B2"]{stroke:#56b4e9}
    svg [stroke="#D55E00"]{stroke:#f08a4b}
    svg [stroke="#009E73"]{stroke:#35c79a}
    svg [stroke="#CC79A7"]{stroke:#e3a3c6}}
    svg text{paint-order:stroke;stroke:var(--page);stroke-width:3px;stroke-linejoin:round}
    .hollow{fill:var(--page)}
    figcaption{max-width:var(--measure);margin-top:.9rem;color:var(--soft);font-size:.92rem}
    .volatile{margin:1.2rem 0;border:1px dashed var(--soft);padding:.2rem 1.1rem}
    #result table{font-size:1.06rem}
    #result .volatile{border:0;padding:0;margin:0}
    #result>dl{margin:1.6rem 0 0}
    #result>.volatile>dl{margin-top:0}
    #methods td,#methods tbody th{font-size:.875rem}
    #methods td{min-width:9rem;max-width:none}
    #methods table{table-layout:fixed;width:100%;min-width:44rem}
    #methods th:first-child{width:18%}
    #methods th:nth-child(2){width:36%}
    #methods th:nth-child(3){width:22%}
    #methods td:nth-child(2) code{display:block}
    #sign-off td{height:3rem;min-width:9rem}
    footer{margin-top:4rem;border-top:1px solid var(--rule);color:var(--soft);font-size:.875rem}
    @media (min-width:78rem){body{display:grid;max-width:92rem;padding:0 2.5rem 4rem;
    grid-template:"header header" auto "nav main" 1fr "nav footer" auto/14.5rem minmax(0,1fr);
    column-gap:3.5rem}
    header{grid-area:header}
    main{grid-area:main}
    footer{grid-area:footer}
    nav{grid-area:nav;align-self:start;position:sticky;top:0;max-height:100vh;overflow:auto;
    border:0;padding:1.6rem 0}
    nav ol{columns:auto}
    main>section:first-child>h2{margin-top:1.6rem}
    .single{display:grid;grid-template-columns:minmax(0,25rem) minmax(12rem,1fr);gap:2.5rem}
    .single figcaption{align-self:center}}
    @media (max-width:40rem){body{padding:0 1rem 3rem}
    header{padding-top:1.6rem}
    h2{margin-top:2.6rem;font-size:1.35rem}
    dl div{grid-template-columns:1fr}
    .pair>div{padding:.1rem 1rem .8rem}
    table{font-size:.875rem}
    tbody th,td,thead th{padding-left:.5rem;padding-right:.5rem}
    caption span{max-width:calc(100vw - 2rem)}
    .words td:last-child{min-width:13rem}
    tbody th,thead th:first-child{position:sticky;left:0;z-index:1;background:var(--page);
    min-width:6rem;max-width:9rem}}
    """

  /// Styles for paper: light, whole figures, table heads on every page, the audit's id in the
  /// margin.
  ///
  /// Both texts come from this program, or are digits that were checked to be hexadecimal.
  ///
  /// - Parameters:
  ///   - kind: What sort of document it is.
  ///   - id: What names it.
  ///   - paper: The sheets that it must be printed on; `nil` leaves them to the reader's printer.
  /// - Returns: The style sheet.
  static func print(kind: String, id: String?, paper: Paper? = nil) -> String {
    let id = id.map { "ID \($0)" } ?? ""
    let size = paper.map { "size:\($0.size);" } ?? ""
    return """
      @page{\(size)margin:20mm 16mm 18mm;@top-left{content:"\(kind)";\(margin)}
      @top-right{content:"\(id)";\(margin)}
      @bottom-right{content:"Page " counter(page) " of " counter(pages);\(margin)}}
      @media print{:root{color-scheme:light;--page:#fff;--text:#000;--soft:#444;--rule:#bbb;
      --strong-rule:#000;--panel:#f4f4f4;--link:#000;--measure:none}
      html{font-size:9.6pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
      body{display:block;max-width:none;padding:0;line-height:1.42}
      header{padding-top:0}
      h1{font-size:22pt}
      h2{margin-top:20pt;font-size:14pt}
      h3{font-size:11pt;margin-top:14pt}
      h2,h3,h4,h2+p,caption,thead{break-after:avoid}
      h3+figure,h4+figure{break-before:avoid}
      thead tr,tbody tr:first-child{break-before:avoid}
      nav{position:static;max-height:none;overflow:visible}
      nav ol{columns:3}
      .skip{display:none}
      svg text{stroke:none}
      a{text-decoration:none}
      p,li{orphans:3;widows:3}
      .scroll{overflow:visible;margin:10pt 0 2pt;background:none}
      caption span{position:static}
      table,#result table,#methods table{width:100%;min-width:0;font-size:8.2pt}
      #result table{font-size:9.6pt}
      thead{display:table-header-group}
      h2+p,tr,svg,.single,.scroll:not(.long),.note,dl div,.pair>div,.pair li{break-inside:avoid}
      figcaption{break-before:avoid}
      tbody th,td,thead th{padding:2.4pt 5pt;min-width:0}
      td,tbody th{min-width:0!important;max-width:none!important}
      #methods td,#methods tbody th{font-size:7.4pt}
      #sign-off table{table-layout:fixed}
      #sign-off .l2.words th:nth-child(2){width:60%}
      .panels{grid-template-columns:1fr 1fr;gap:10pt 18pt}
      .panels>svg{max-width:82mm}
      .single{display:grid;grid-template-columns:82mm 1fr;gap:18pt}
      .single .panels{display:block}
      .single figcaption{align-self:center}
      dl div{grid-template-columns:34mm 1fr;padding:2.4pt 0}
      .pair{grid-template-columns:1fr 1fr;gap:12pt}
      .volatile{break-inside:avoid}}
      """
  }

  private static let margin = "font:8pt system-ui,sans-serif;color:#444"
}
