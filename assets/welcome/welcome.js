// Uses a one-time link: the secret stands behind #, so no server log ever holds it.
"use strict";

const WORDS = {
  en: {
    begin: "Set up this server", begin_intro: "You are the first owner. You can invite others afterwards.",
    choose: "Choose your password", choose_intro: "Then sign in with it.",
    company: "Company", tenant: "Short name for signing in", tenant_hint: "Small letters, digits and hyphens, such as “nord”.",
    email: "E-mail address", name: "Your name", password: "Password",
    password_hint: "At least 10 characters. Three or four words in a row are good.",
    go: "Save", done: "That is done", done_intro: "You can close this page and sign in.",
    no_link: "This page needs its link", no_link_intro: "Open the whole link you were given, with all that stands behind #.",
    away: "The server does not answer. Try again in a moment.",
  },
  de: {
    begin: "Diesen Server einrichten", begin_intro: "Sie sind der erste Inhaber. Andere laden Sie danach ein.",
    choose: "Wählen Sie Ihr Passwort", choose_intro: "Danach melden Sie sich damit an.",
    company: "Firma", tenant: "Kurzname für die Anmeldung", tenant_hint: "Kleine Buchstaben, Ziffern und Bindestriche, etwa „nord“.",
    email: "E-Mail-Adresse", name: "Ihr Name", password: "Passwort",
    password_hint: "Mindestens 10 Zeichen. Drei oder vier Wörter hintereinander sind gut.",
    go: "Speichern", done: "Das ist erledigt", done_intro: "Sie können diese Seite schließen und sich anmelden.",
    no_link: "Diese Seite braucht ihren Link", no_link_intro: "Öffnen Sie den ganzen Link, mit allem, was hinter # steht.",
    away: "Der Server antwortet nicht. Versuchen Sie es gleich noch einmal.",
  },
  es: {
    begin: "Configurar este servidor", begin_intro: "Usted es el primer propietario. Después podrá invitar a otras personas.",
    choose: "Elija su contraseña", choose_intro: "Después inicie sesión con ella.",
    company: "Empresa", tenant: "Nombre corto para iniciar sesión", tenant_hint: "Minúsculas, cifras y guiones, como «nord».",
    email: "Correo electrónico", name: "Su nombre", password: "Contraseña",
    password_hint: "Al menos 10 caracteres. Tres o cuatro palabras seguidas son buenas.",
    go: "Guardar", done: "Listo", done_intro: "Puede cerrar esta página e iniciar sesión.",
    no_link: "Esta página necesita su enlace", no_link_intro: "Abra el enlace completo, con todo lo que sigue a #.",
    away: "El servidor no responde. Inténtelo de nuevo en un momento.",
  },
  fr: {
    begin: "Configurer ce serveur", begin_intro: "Vous êtes le premier propriétaire. Vous pourrez ensuite inviter d’autres personnes.",
    choose: "Choisissez votre mot de passe", choose_intro: "Connectez-vous ensuite avec lui.",
    company: "Entreprise", tenant: "Nom court pour la connexion", tenant_hint: "Minuscules, chiffres et traits d’union, comme « nord ».",
    email: "Adresse e-mail", name: "Votre nom", password: "Mot de passe",
    password_hint: "Au moins 10 caractères. Trois ou quatre mots à la suite conviennent bien.",
    go: "Enregistrer", done: "C’est fait", done_intro: "Vous pouvez fermer cette page et vous connecter.",
    no_link: "Cette page a besoin de son lien", no_link_intro: "Ouvrez le lien entier, avec tout ce qui suit #.",
    away: "Le serveur ne répond pas. Réessayez dans un instant.",
  },
};

const language = (navigator.languages || ["en"]).map((tag) => tag.slice(0, 2)).find((tag) => tag in WORDS) || "en";
const words = WORDS[language];
const secret = decodeURIComponent(location.hash.slice(1));
const isFirst = secret !== "" && !secret.startsWith("vl1.");
const form = document.getElementById("form");

function say(title, intro) {
  document.getElementById("title").textContent = words[title];
  document.getElementById("intro").textContent = words[intro];
}

function complain(text) {
  document.getElementById("problem").textContent = text;
}

function body() {
  const fields = Object.fromEntries(new FormData(form));
  return isFirst ? { ...fields, language, secret } : { password: fields.password, secret };
}

async function send(event) {
  event.preventDefault();
  complain("");
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch(isFirst ? "/v1/auth/first-owner" : "/v1/auth/link", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body()),
    });
    if (answer.ok) {
      form.hidden = true;
      history.replaceState(null, "", location.pathname);
      say("done", "done_intro");
    } else {
      const problem = await answer.json();
      const parts = (problem.errors || []).map((part) => `${part.where.replace("body.", "")}: ${part.detail}`);
      complain([problem.detail, ...parts].join(" "));
    }
  } catch {
    complain(words.away);
  }
  button.disabled = false;
}

document.documentElement.lang = language;
for (const place of document.querySelectorAll("[data-word]")) place.textContent = words[place.dataset.word];
if (secret === "") {
  say("no_link", "no_link_intro");
} else {
  say(isFirst ? "begin" : "choose", isFirst ? "begin_intro" : "choose_intro");
  document.getElementById("company-fields").hidden = !isFirst;
  form.hidden = false;
  form.addEventListener("submit", send);
}
