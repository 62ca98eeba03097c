<%@ include file="WEB-INF/portal.jspf" %>
<%
  String person = readPerson(request);
  if (person == null) { refuse(request, response, 403, "Sign on with a certificate of yours"); return; }
  List<String> searches = readSearches();
  String query = request.getParameter("example") == null ? "" : Files.readString(EXAMPLE);
  String chosen = searches.isEmpty() ? "" : searches.get(0);
  try (Connection connection = openDatabase()) {
    // A search of this person to begin with
    try (PreparedStatement select = connection.prepareStatement(
           "SELECT program || ' ' || data, query FROM searches WHERE id = ? AND person = ?")) {
      select.setString(1, readId(request, "again"));
      select.setString(2, person);
      try (ResultSet row = select.executeQuery()) {
        if (row.next()) { chosen = row.getString(1); query = row.getString(2); }
      }
    }
%>
<%@ include file="WEB-INF/head.jspf" %>
<h1>What is this protein like?</h1>
<form method="post" action="search.jsp">
  <label for="query">Its sequence, as FASTA or as letters alone (<a href="index.jsp?example">an example</a>)</label>
  <textarea id="query" name="query" rows="8" required maxlength="<%= MOST_LETTERS %>" spellcheck="false" autofocus><%= escape("\n" + query) %></textarea>
  <fieldset>
<%  for (String search : searches) { String[] words = search.split(" "); %>
    <label><input type="radio" name="search" value="<%= escape(search) %>" required<%= search.equals(chosen) ? " checked" : "" %>>
      <%= escape(PROGRAMS.get(words[0])) %> among <%= escape(words[1]) %></label>
<%  } %>
  </fieldset>
  <button id="submit">Search</button>
</form>
<h2>Your searches</h2>
<table id="searches">
  <tr><th>Asked</th><th>Sequence</th><th>Search</th><th>State</th></tr>
<%
    try (PreparedStatement select = connection.prepareStatement(
           "SELECT id, program, data, state, to_char(asked, 'YYYY-MM-DD HH24:MI'), left(split_part(query, E'\\n', 1), 40)"
           + " FROM searches WHERE person = ? ORDER BY asked DESC LIMIT 50")) {
      select.setString(1, person);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
%>
  <tr>
    <td><a href="result.jsp?id=<%= escape(row.getString(1)) %>"><%= escape(row.getString(5)) %></a></td>
    <td><%= escape(row.getString(6)) %></td>
    <td><%= escape(PROGRAMS.get(row.getString(2))) %> among <%= escape(row.getString(3)) %></td>
    <td class="<%= escape(row.getString(4)) %>"><%= escape(STATES.get(row.getString(4))) %></td>
  </tr>
<%
        }
      }
    }
  }
%>
</table>
</body>
</html>
