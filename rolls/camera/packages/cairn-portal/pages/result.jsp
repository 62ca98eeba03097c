<%@ include file="WEB-INF/portal.jspf" %>
<%
  String person = readPerson(request);
  if (person == null) { refuse(request, response, 403, "Sign on with a certificate of yours"); return; }
  String id = readId(request, "id");
  String program = null, data = null, state = null, query = null, result = null;
  try (Connection connection = openDatabase();
       PreparedStatement select = connection.prepareStatement(
         "SELECT program, data, state, query, result FROM searches WHERE id = ? AND person = ?")) {
    select.setString(1, id);
    select.setString(2, person);
    try (ResultSet row = select.executeQuery()) {
      if (row.next()) {
        program = row.getString(1);
        data = row.getString(2);
        state = STATES.get(row.getString(3));
        query = row.getString(4);
        result = row.getString(5);
      }
    }
  }
  if (state == null) { refuse(request, response, 404, "You have no such search"); return; }
  if (state.equals("waiting") || state.equals("running")) response.setHeader("Refresh", "3");
  // A person reads no more of a page
  int most = 500;
  List<String> lines = new ArrayList<>();
  if (state.equals("ended") && result != null)
    for (String line : result.split("\n")) if (!line.isBlank()) lines.add(line);
%>
<%@ include file="WEB-INF/head.jspf" %>
<h1><%= escape(PROGRAMS.get(program)) %> among <%= escape(data) %></h1>
<p>State: <strong id="state" class="<%= escape(state) %>"><%= escape(state) %></strong>.
  <a href="index.jsp?again=<%= escape(id) %>">Search with this sequence again</a></p>
<% if (state.equals("failed")) { %><pre id="reason"><%= escape(result) %></pre><% } %>
<% if (state.equals("ended") && lines.isEmpty()) { %><p id="nothing">Nothing is like it.</p><% } %>
<% if (!lines.isEmpty()) { %>
<table id="result">
  <tr><% for (String column : COLUMNS.get(program)) { %><th><%= escape(column) %></th><% } %></tr>
<%   for (String line : lines.subList(0, Math.min(most, lines.size()))) { %>
  <tr><% for (String word : line.split("\t")) { %><td><%= escape(word) %></td><% } %></tr>
<%   } %>
</table>
<%   if (lines.size() > most) { %><p class="small">The best <%= most %> of <%= lines.size() %>.</p><% } %>
<% } %>
<details><summary>The sequence</summary><pre id="query"><%= escape(query) %></pre></details>
</body>
</html>
