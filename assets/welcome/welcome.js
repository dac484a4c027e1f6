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
    link_used_up: "This link does not work: it was used, is too old, or was replaced by a newer one.",
    unusable: "This password is too short or easily guessed. Take three or four words in a row, without names.",
    invalid_request: "Something is missing or cannot be used:",
    too_many_tries: "Too many tries. Wait a minute, then try again.",
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
    link_used_up: "Dieser Link geht nicht: Er wurde benutzt, ist zu alt oder durch einen neueren ersetzt.",
    unusable: "Dieses Passwort ist zu kurz oder leicht zu erraten. Nehmen Sie drei oder vier Wörter hintereinander, ohne Namen.",
    invalid_request: "Etwas fehlt oder ist nicht brauchbar:",
    too_many_tries: "Zu viele Versuche. Warten Sie eine Minute und versuchen Sie es noch einmal.",
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
    link_used_up: "Este enlace no funciona: ya se usó, es demasiado antiguo o fue sustituido por otro.",
    unusable: "Esta contraseña es demasiado corta o fácil de adivinar. Use tres o cuatro palabras seguidas, sin nombres.",
    invalid_request: "Falta algo o no se puede usar:",
    too_many_tries: "Demasiados intentos. Espere un minuto e inténtelo de nuevo.",
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
    link_used_up: "Ce lien ne fonctionne pas : il a été utilisé, est trop ancien ou a été remplacé.",
    unusable: "Ce mot de passe est trop court ou facile à deviner. Prenez trois ou quatre mots à la suite, sans noms.",
    invalid_request: "Quelque chose manque ou ne convient pas :",
    too_many_tries: "Trop d’essais. Attendez une minute, puis réessayez.",
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

function fieldsOf(errors) {
  const named = new Set((errors || []).map((part) => part.where.replace("body.", "")));
  return [...form.elements].filter((field) => named.has(field.name));
}

function fields(errors) {
  return fieldsOf(errors).map((field) => field.labels[0].querySelector("span").textContent).join(", ");
}

function mark(errors) {
  for (const field of form.elements) field.removeAttribute("aria-invalid");
  for (const field of fieldsOf(errors)) field.setAttribute("aria-invalid", "true");
  const first = fieldsOf(errors)[0] || (isFirst ? form.elements.password : null);
  if (first) first.focus();
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
      document.getElementById("title").focus();
    } else {
      const problem = await answer.json();
      complain([words[problem.reason] || problem.detail, fields(problem.errors)].join(" "));
      mark(problem.errors);
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
