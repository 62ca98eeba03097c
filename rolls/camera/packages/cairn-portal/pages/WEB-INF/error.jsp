<%@ include file="portal.jspf" %>
<%
  // What a page says of itself; what a program threw is for the journal alone
  Object words = request.getAttribute("portal.words");
  boolean isMissing = Integer.valueOf(404).equals(request.getAttribute("jakarta.servlet.error.status_code"));
  String said = words != null ? words.toString()
    : isMissing ? "There is no such page" : "The portal cannot answer just now: try again in a minute";
  String person = readPerson(request);
%>
<%@ include file="head.jspf" %>
<h1><%= escape(said) %></h1>
<p><a href="index.jsp">Back to the searches</a></p>
</body>
</html>
