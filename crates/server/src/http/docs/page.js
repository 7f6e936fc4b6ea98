// Starts the reference page. "Authorize" takes an X-Token or a Bearer token, as the description declares them;
// deep links, a filter over the tags and closed sections keep a description of this size quick to move in.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  tryItOutEnabled: true,
  persistAuthorization: false,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
