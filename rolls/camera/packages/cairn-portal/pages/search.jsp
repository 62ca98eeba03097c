<%@ include file="WEB-INF/portal.jspf" %>
<%
  String person = readPerson(request);
  if (person == null) { refuse(request, response, 403, "Sign on with a certificate of yours"); return; }
  if (!"POST".equals(request.getMethod())) { refuse(request, response, 405, "Searches come from the form"); return; }
  // A page of somebody else may not search in a person's name: browsers say where a form stood
  String origin = request.getHeader("Origin");
  if (origin != null && !origin.equals("https://" + request.getHeader("Host"))) {
    refuse(request, response, 403, "This form is not ours");
    return;
  }
  String search = request.getParameter("search");
  if (search == null || !readSearches().contains(search)) { refuse(request, response, 400, "There is no such search"); return; }
  String query = request.getParameter("query");
  query = query == null ? "" : query.replace("\r", "").strip();
  if (query.length() > MOST_LETTERS) { refuse(request, response, 400, "A sequence has at most " + MOST_LETTERS + " characters"); return; }
  if (!query.matches("(?:>[ -~]*\\n)?[A-Za-z*\\n -]*[A-Za-z][A-Za-z*\\n -]*")) {
    refuse(request, response, 400, "This is no protein: letters, and before them perhaps one line that begins with >");
    return;
  }
  byte[] bytes = new byte[16];
  new SecureRandom().nextBytes(bytes);
  String id = HexFormat.of().formatHex(bytes);
  String[] words = search.split(" ");
  try (Connection connection = openDatabase();
       PreparedStatement insert = connection.prepareStatement(
         "INSERT INTO searches (id, person, program, data, query) SELECT ?, ?, ?, ?, ? WHERE"
         + " (SELECT count(*) FROM searches WHERE person = ? AND state IN ('new', 'waiting', 'running')) < ?")) {
    insert.setString(1, id);
    insert.setString(2, person);
    insert.setString(3, words[0]);
    insert.setString(4, words[1]);
    insert.setString(5, query);
    insert.setString(6, person);
    insert.setInt(7, MOST_OPEN);
    if (insert.executeUpdate() != 1) {
      refuse(request, response, 429, "You have " + MOST_OPEN + " searches that have not ended: wait for one of them");
      return;
    }
  }
  // Whoever gives searches to the queue wakes up
  Files.write(ASKED, new byte[0]);
  response.setStatus(303);
  response.setHeader("Location", "result.jsp?id=" + id);
%>
