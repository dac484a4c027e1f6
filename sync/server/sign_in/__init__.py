"""How people come in, stay in and go: sign-in, renewal, one-time links, second factors, own sessions."""
