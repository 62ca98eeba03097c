<%@ include file="WEB-INF/portal.jspf" %>
<%
  // For the hosts of the queue, which have its key: GET queue.jsp?id=ID is what to search, a line "PROGRAM DATASET" and the
  // sequence, and means that it runs; POST queue.jsp?id=ID&state=ended|failed is what was found, or why nothing was
  if (!isKey(request.getHeader("X-Queue-Key"), readSettings().getProperty("queueKey"))) { refuse(request, response, 403, "This is for the queue"); return; }
  String id = readId(request, "id");
  String open = " WHERE id = ? AND state IN ('new', 'waiting', 'running')";
  if ("GET".equals(request.getMethod())) {
    String search = null;
    try (Connection connection = openDatabase();
         PreparedStatement update = connection.prepareStatement(
           "UPDATE searches SET state = 'running'" + open + " RETURNING program || ' ' || data || E'\\n' || query")) {
      update.setString(1, id);
      try (ResultSet row = update.executeQuery()) {
        if (row.next()) search = row.getString(1);
      }
    }
    if (search == null) { refuse(request, response, 404, "No search waits under this number"); return; }
    response.setContentType("text/plain; charset=utf-8");
    out.print(search + "\n");
    return;
  }
  String state = request.getParameter("state");
  if (!"POST".equals(request.getMethod()) || !("ended".equals(state) || "failed".equals(state))) { refuse(request, response, 400, "Ended or failed"); return; }
  byte[] body = request.getInputStream().readNBytes(4_000_001);
  if (body.length > 4_000_000) { refuse(request, response, 413, "A result has at most 4 MB"); return; }
  try (Connection connection = openDatabase();
       PreparedStatement update = connection.prepareStatement("UPDATE searches SET state = ?, result = ?, ended = now()" + open)) {
    update.setString(1, state);
    update.setString(2, new String(body, StandardCharsets.UTF_8).replace("\0", ""));
    update.setString(3, id);
    if (update.executeUpdate() != 1) { refuse(request, response, 404, "No search waits under this number"); return; }
  }
  response.setStatus(204);
%>
