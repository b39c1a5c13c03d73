"""The words around a number, in English and German and a few in other languages, as patterns.

They are what customers write, not what they read: so they are here and not among the texts. All patterns expect lower case.
"""

from __future__ import annotations

import re

#: Words that end in "number" and mean a telephone's, and words that announce one.
PHONE = re.compile(
    r"\b(?:tel|telefon\w*|tél\w*|phone\w*|telephone|ph|mob|mobil\w*|mobile|móvil|cell\w*|handy\w*|natel"
    r"|festnetz\w*|landline|"
    r"rufnummer\w*|rückrufnummer\w*|rückruf\w*|ruf\w*|anruf\w*|anzurufen|anrufen|ruft?|rufen|call\w*|ring"
    r"|dial|reach\w*|"
    r"erreich\w*|whatsapp|signal|numéro|appel\w*|sms|text\sme|contact\sme|get\sme|kontakt\w*|melden"
    r"|klingel\w*|durchwahl)\b"
    r"|[☎☏✆📞📱📲]"
)

#: Digits after these are something else: a contract, an account, a plate, a date of birth.
OTHER = re.compile(
    r"\b(?:polic(?:y|ies)\w*|polizze\w*|poliz\w*|vertrag\w*|verträge\w*|contract\w*|claim\w*|schaden\w*"
    r"|schäden|iban|bic|bank\w*|"
    r"konto\w*|account\w*|acct|kredit\w*|credit|debit|visa|mastercard|amex|card\w*|karte\w*|kunden\w*|customer|client|"
    r"mitglied\w*|member\w*|versicher\w*|insurance|insured|kennzeichen\w*|plate\w*|nummernschild\w*"
    r"|registration|vin|fin|"
    r"fahrgestell\w*|chassis|order\w*|bestell\w*|auftrag\w*|rechnung\w*|invoice\w*|bill|ticket\w*|case"
    r"|vorgang\w*|akten\w*|az|"
    r"reference|ref|referenz\w*|vorgangs\w*|passport|pass|ausweis\w*|personalausweis\w*|id|steuer\w*"
    r"|tax\w*|ssn|social\ssecurity|"
    r"quote|file|licen[cs]e|application|confirmation|booking|loan|report\snumber|antrag\w*|angebot\w*|blz|depot|"
    r"buchung\w*|leasing\w*|rezept\w*|serial|serien\w*|pin|tan|code|password|passwort|kennwort|geboren|geburts\w*|born|birth\w*|dob|plz"
    r"|postleitzahl|zip|"
    r"postcode|postal|amount|betrag|euro|eur|usd|dollars?|chf|franken|rupees|pounds|tracking|sendung\w*"
    r"|paket\w*|parcel|routing|sort\scode|aadha+r|ahv\w*|svnr|vs?nr|gst\w*|imei|isbn|national\sinsurance|facture|siret|"
    r"numéro\sde\scontrat|contrat|police|(?!telefon|telefax|handy|mobil|mobilfunk|ruf|rückruf|festnetz"
    r"|haus|privat|dienst|büro|arbeits|firmen|geschäfts|kontakt|notfall|zweit|mobilnetz|us|usa|uk|schweizer|eigene)\w{3,}nummer\w*|"
    r"(?!tel|handy|mobil|mob|ruf|phone|fax|meine?r?\b|privat|dienst|büro|arbeits|firmen|geschäfts|kontakt|notfall|zweit|mobilnetz|us|usa|uk|schweizer|eigene)\w+\.?-n(?:umme)?r\w*|(?!tel|handy|mobil|ruf)\w+nr|"
    r"(?:vers|kd|vertr|pol|schad|mitgl|kto|ref|rg|art|best|auftr)\.?\s?(?:nr|no))\b"
)

#: The same, where what they name was found and taken out: an account, a plate, a date.
OWN_VALUE = re.compile(
    r"\b(?:iban|card|credit\scard|kreditkarte|karte|visa|mastercard|amex|plate|kennzeichen|born|geboren|dob)\b\W*"
    r"(?:(?:number|nummer|no|nr|is|ist|am|on)\W+){0,2}\x1f"
)

#: Directly before a number: it may be that thing's, although the sentence asks for a call: "call me about policy 030 …".
OWN_NUMBER = re.compile(
    r"\b(?:(?:polic(?:y|e)|polizze|vertrag|contract|claim|konto|account|order|bestellung|auftrag|rechnung|invoice|ticket|case"
    r"|vorgang|akte|reference|ref|az|schaden)\w*|(?:kunden|versicherungs|mitglieds|bestell|auftrags|referenz)-?n(?:umme)?r)\b"
    r"\W*(?:(?:number|nummer|nr|no|num|id)\b\W*)?(?:(?:is|ist|lautet)\b\W*)?$"
)

#: A damage that is only spoken of: "Schaden am Auto 0152 …".
SPOKEN_OF = re.compile(r"\bsch[aä]den\b(?=\s+(?!nr|nummer|no\b|ist\b|id\b|unter\b|mit\b)[a-zäöü])")

#: Digits after these are what a call is about. Only a number that looks like a telephone's is still one.
TOPIC = re.compile(
    r"\b(?:about|regarding|concerning|re|wegen|bezüglich|bzgl|betreff\w*|geht\sum|geht\ses\sum|zu)\b(?:\W+\w+){0,2}\W*$"
)

FAX = re.compile(r"\b(?:tele)?fax\w*")

#: A plain "number" is the speaker's own, if nothing else is named.
NUMBER = re.compile(r"\b(?:number|nummer|nr|no|num|unter|under)\b")

_FILLING = (
    r"(?:office|home|work|cell|büro|arbeit|the|my|our|a|at|on|under|to|number|phone|call\w*|ring|me|us|want|like|need|be|use|dial|old|any\s?more|auf|unter"
    r"|mehr|die|der|dem|das|den|"
    r"meine?r?|nummer|handy\w*|mobil\w*|festnetz\w*|tel\w*\.?|anruf\w*|anrufen|bitte|please|möchte|will|über|von|of|an"
    r"|bei|le|la|au|aux|numéro|nr\.?|ist|is|was|war|"
    r"it'?s|es|one|fall|us|german|american|british|swiss|deutsch\w*|amerikanisch\w*|schweizer|privat\w*|dienst\w*)(?!\w)"
)
#: The number after this is not the one to call.
_NEGATIONS = (
    r"(?:not|n't|never|nicht|nie|niemals|statt|anstatt|anstelle|instead\sof|rather\sthan|wrong|falsche?n?"
    r"|anything\sbut|anyone\sbut|everything\sbut|old|former|previous|alte?n?|"
    r"frühere?n?|kein\w*|no\scalls?|außer|except|pas|plutôt\sque|au\slieu\sde|dont|do\s?n.?t)"
)
NOT_THIS = re.compile(rf"(?:\b|(?<=\w)(?=n't)){_NEGATIONS}\b(?:[^\w,;.!?\n]+{_FILLING}){{0,5}}[^\w,;!?.\n]*$")
#: "If not, call …" is an alternative and no negation, an age is none, and "that is wrong: …" is about what came before.
IF_NOT = re.compile(
    r"\b(?:if|falls|wenn|why|warum|ob|whether|or|oder|sonst)\s+(?:not|nicht)\b"
    r"|\b(?:years?|yrs?|months?|jahre?|monate?|wochen?|weeks?|days?|tage?)[\s-]+(?:old|alte?n?)\b"
    r"|\b(?:stimmt|geht|gilt|passt|funktioniert)\s+(?:so\s+|leider\s+)?nicht\b\s*[:.!]"
)
#: Words in brackets behind a number are about that number, and so is a single word: "0171 … (alt) 0172 …", "… wrong 0172 …".
ABOUT_LAST = re.compile(
    r"^\s*(?:[(\[][^()\[\]\d]*[)\]]|(?:alt|old|falsch|wrong)\b(?!\W*(?:number|nummer|nr|one|phone|tel\w*|handy|mobil\w*)\b))"
)
#: All the numbers after this are not to be called.
NEITHER = re.compile(r"\b(?:neither|weder)\b(?!.*\b(?:but|aber|sondern)\b)[^!?;]*$")
#: Directly before a number: whose it is.
WHOSE = re.compile(
    r"\b(?:home|work|office|privat\w*|dienst\w*|geschäft\w*|büro|zu\s?hause|wife|husband|frau|mann|me|mine|[i]ch)\W*$"
)
#: "… but please don't call": not at all, and not only at some time or on another number.
_NO_CALL = (
    r"(?:\W*\b(?:sorry|doch|ach|nein|no|oh|aber|but|and|und|bitte|please|nur|only|sms|text|whatsapp|jetzt|now|ruf\w*|mich)\b){0,5}"
    r"\W*\b(?:nicht\s+(?:an(?=\W*$)|anrufen)|do(?:n['´]?t|\s+not)\s+(?:call|ring|phone|dial)(?:\s+(?:me|it|this|that))?"
    r"|keine\s+anrufe|no\s+(?:phone\s)?calls|pas\s+d'appels?)\b"
    r"(?!\W*(?:before|after|vor|nach|at|am|on|until|till|bis|between|zwischen|if|when|wenn|falls|late|early|too|so|today|heute|morgen"
    r"|tomorrow|über|unter|auf|my|the|meine?r?|die|das|in|zu|during|während|abends|mittags|\d|[+(]))"
)
#: The number before this is not the one to call.
NOT_THAT = re.compile(
    rf"^{_NO_CALL}|"
    r"^\W{0,3}(?:(?:alt|old)\b(?!\W*(?:number|nummer|nr|one|phone|tel\w*|handy|mobil\w*|cell)\b)|(?:is|was|ist|war|isn't|wasn't)\s+(?:\w+\s+)?(?:wrong|falsch\w*|old|alte?n?|abgemeldet|gekündigt|abgeschaltet|disconnected|not|nicht|outdated|dead|tot"
    r"|veraltet|no\slonger)\b"
    r"|(?:isn't|wasn't)\b"
    r"|(?:stimmt|geht|gilt|funktioniert)\s+(?:so\s+|leider\s+)?nicht\b|(?:doesn't|does\snot"
    r"|no\slonger)\s+works?\b|(?:\w+\s+){0,4}(?:nicht\smehr|no\slonger)\b"
    r"|(?:\w+\s+){0,3}(?:mat|nahi+n?)\s+(?:kar\w*|call)\b"
    r"|(?:bitte\s|lieber\s|auf\skeinen\sfall\s)?nicht\s*(?:mehr\b|sondern\b|[.;!]"
    r"|,(?!\s*[+(]?\d)|$)|falsch\b|wrong\b)"
)

#: "Rather X than Y": not Y.
COMPARED = re.compile(
    r"\b(?:lieber|besser|eher|rather|better|sooner)\b.*\b(?:als|than)(?:\s(?:die|der|unter|auf|the|on|at))*\W*$"
)

#: Between two numbers: the second corrects the first.
CORRECTION = re.compile(
    r"\b(?:sondern|sorry|no\swait|nein\swarte|wait|warte|moment|oops|ups|huch|hoppla|hold\son|hang\son|äh+|ähm|quatsch|korrektur"
    r"|correction|verbesser\w*|"
    r"i\smean|i\smeant|[i]ch\smeine|meinte|vielmehr|besser\sgesagt|genauer|scratch\sthat"
    r"|make\sthat|typo|vertippt|tippfehler|"
    r"vertan|verschrieben|falsch\w*|wrong|richtig\sist|stattdessen|(?:lieber|besser|rather)(?!\b.*\b(?:als|than)\b)|actually|eigentlich"
    r"|pardon|mais|"
    r"entschuldigung|entschuldige|entschuldigen|verzeihung|my\smistake|mein\sfehler|mistake|neue?|new"
    r"|update\w*|doch|sino)\b"
    r"|^\W*(?:(?:ach|oh|ah|hm+|och|um|uh|er)\W+)*(?:nein|nope|nee|nö|ne|non|stop|halt)\b"
    r"|^\W*(?:(?:ach|oh|ah|hm+|um|uh|er)\W+)*no\s*[,!;-]|^\s*[,;.-]+\s*no\b(?!\.)|^\s*[-=]+>\s*$"
)
#: "Change X to Y": before the first, and between the two.
CHANGE = re.compile(r"\b(?:change|replace|swap|update|[äa]ndere?n?|ersetze?n?|tausche?n?)\b(?:\W+\w+){0,3}\W*$")
CHANGED_TO = re.compile(r"^\W*(?:to|with|by|for|into|durch|mit|in|zu|auf|gegen)\W*$")
#: After the last number and nothing else: it was wrong.
TAKEN_BACK = re.compile(
    r"^\W*(?:(?:no|nein|wait|warte|moment|stop|halt|falsch|wrong|quatsch|oops|ups|sorry|ach|oh|äh+|ähm"
    r"|doch\snicht|the|das\sist|that\sis|that's)"
    r"\W*)+$"
)
#: "… use 0152 28179386 instead": what came before is corrected.
INSTEAD = re.compile(r"^\W*(?:instead(?!\sof)|stattdessen)\b")

#: Between two numbers: either may be called.
EITHER = re.compile(r"^\W*(?:or|oder|ou|bzw|beziehungsweise|resp|and|und|et|sowie|auch|also|alternativ\w*)\b|^\s*[/|]")
#: Between a number and a piece of another: "030 23125123 oder -124".
OR_ENDING = re.compile(r"^\W*(?:or|oder|ou|bzw|beziehungsweise|resp)\b\W*(?:(?:the|die|auch|also)\b)?\W*$|^\s*[/|]\W*$")
#: Words about single digits of a number: "the last digit is 7", "hinten 87".
ABOUT_DIGITS = re.compile(
    r"\b(?:digits?|ziffern?|(?:am|zum)\s(?:ende|schluss)|at\sthe\s(?:end|start|beginning)|hinten|vorne?|end(?:et|ing|s\s(?:in|with))"
    r"|chiffres?|à\sla\sfin)\b"
)
#: Between two pieces of one number that was not written in one go.
CONTINUED = re.compile(
    r"^\W*(?:und|and|dann|then|plus|danach|weiter\smit|followed\sby)?(?:\s+(?:dann|then|die|the))?\W*$"
)

_UNITS = (
    r"(?:x(?!\s*\d)|times|rings|uhr|o'clock|h(?:rs?)?|std|pm|a\.m\.|"
    r"p\.m\.|stunden?|hours?|minuten?|minutes?|mins?|sekunden?|seconds?|tagen?|days?|wochen?|weeks?"
    r"|monate?n?|months?|jahren?|years?|"
    r"prozent|percent|%|€|\$|£|eur|euros?|usd|dollars?|chf|franken|km|kilometer|meter|stück|personen"
    r"|people|leute|autos?|cars?|baje|fois|heures?|floors?|stock|etage|\.?\s?og)"
)
#: A count or a time of day, apart from other digits: it is no part of a number.
COUNT = re.compile(
    r"(?<![^\s(,;])\d{1,2}(?:(?:\s?(?:-|bis|to|till|until|à)\s?\d{1,2}|[.:]\d{2})?"
    rf"\s?{_UNITS}(?:[\s-](?:old|alt))?|st|nd|rd|th)(?!\w)"
)
_HOUR = r"(?:[01]?\d|2[0-4])"
#: A time of day that is written in one piece, apart from other digits: "9am", "9am-11am", "9-11am", "17h30".
CLOCK = re.compile(
    rf"(?<![^\s(,;]){_HOUR}(?:[.:]\d{{2}})?(?:(?:\s?[ap]m)?\s?-\s?{_HOUR}(?:[.:]\d{{2}})?)?(?:[ap]m|ish)(?!\w)"
    rf"|(?<![^\s(,;]){_HOUR}\s?h[0-5]\d(?!\d)"
    r"|(?<!\S)24/7(?![\d/])"
)
#: The numbers of a list: "1. 0152 … 2. 030 …".
LIST = re.compile(r"(?<!\S)1[.)]\s.*?\s2[.)]\s", re.DOTALL)
LIST_NUMBER = re.compile(r"(?<!\S)[1-9][.)](?=\s)")
#: "mal" can be a count ("2 mal klingeln") or no more than a friendly word ("ruf 0152 … mal an").
TIMES = re.compile(r"\s?mal\b")
TIMES_RINGING = re.compile(r"\s?mal\s+(?:durch)?(?:kling|läut|anruf|anzuruf|versuch|probier)")
#: The last digits of a run, if they may be a count or a time, before "mal", and before "am".
LAST_DIGIT = re.compile(r"(?<=\d\d)\s+[1-9]$")
LAST_DIGITS = re.compile(r"(?<=\d)\s+\d{1,2}$")
LAST_GROUP = re.compile(r"(?<=\d)(?:[^\d]+\d{1,2}|[^\d]*[/(\[][^\d]*\d{3,4})[)\]]?$")
PERHAPS_TIME = re.compile(r"\s(?:mal|am)\b")
_EXTENSION_WORDS = (
    r"(?:e?xt(?:ension|n|e?nsi[oó]n|\.)?|xtn|x|durchwahl\w*|dw|app(?:arat|\.)?|nebenstelle\w*|nst"
    r"|hausapparat|hausanschluss|hausruf|ha|intern|anschluss|"
    r"durchw|nebenst|extention|ex|klappe|kl|poste|interno|int|anexo|anx|доб)"
)
_BEFORE_A_TIME = (
    r"(?:at|um|ab|after|nach|vor|before|until|till|bis|von|from|gegen|zwischen|between|u|around|since|seit"
    r"|by|und|and|to|ask\sfor|halb|viertel|dreiviertel)"
)
#: What stands before a number and can hold to it: "after 5 030 …", "9-17 0152 …", "12.03.85 0152 …", plates.
SOMETHING_FIRST = re.compile(
    rf"\b{_BEFORE_A_TIME}\s+\d{{1,2}}(?=\s+[+(\[]?\d)"
    r"|(?<![\d+.(/-])(?:0?[1-9]|[12]\d|3[01])(?:[./:]\d{1,2}){1,2}\.?(?=\s+[+(\[]?\d)"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s\d{1,2}(?:,?\s20\d\d)?(?=\s+[+(\[]?\d)"
    r"|(?<!\S)i-\d{1,3}(?=\s+[+(\[]?\d)"
    r"|(?<![\d+.(/-])(?:[1-9]|1\d|2[0-4])-(?:[1-9]|1\d|2[0-4])(?=\s+[+(\[]?\d)"
    r"|(?<!\S)[1-9][.)](?=\s+[+(\[]?\d)"
    r"|(?<![\d+.(/-])[1-9]\d?\.\s?[1-9]\d?\.(?=\s*[+(\[]?0)"
    r"|\b[a-zäöü]{1,3}[ -][a-z]{1,2}[ -]?[1-9]\d{2,3}(?=[\s/]+[+(\[]?0)"
    r"|\b[a-z]{2}[ -]?\d{1,2}[ -]?[a-z]{1,3}[ -]?\d{4}(?=[\s/]+[+(\[]?\d)"
    r"|(?<=\x1f)-\d{1,2}(?=\s+[+(\[]?0)"
    # Letters with digits: plates, roads, cars, claims. `O`, `I`, `l` and `S` may be typed for digits.
    rf"|(?<!\S)(?!{_EXTENSION_WORDS}-?\d)(?=[a-z\d/-]*[a-hj-kmnp-rt-z])(?=[a-z/-]*\d)[a-z\d]+(?:[/-][a-z\d]+)*"
    r"(?=\s+[+(\[]?\d)"
    r"|\b(?:apt|apartment|flat|unit|suite|baujahr|bj|jahrgang|model|modell|age|aged|alter|plz|zip|pin|pin\s?code"
    r"|ausfahrt|exit|junction|km|mile|route|hwy|highway|hausnummer)\.?\s+[1-9]\d{0,5}(?=\s+[+(\[]?\d)"
    r"|\b[a-z]{2}[ -]?[1-9]\d{3,5}(?=[\s/]+[+(\[]?0)"
)

#: What follows a number to name an extension, up to the extension's digits. Then what precedes one.
#: What a caller presses once the number has answered.
_KEYS = (
    r"(?:room|zimmer|desk|line|leitung|p|w|press|dial|enter|option|menu|menü|wähl\w*|drück\w*|tast\w*"
    r"|(?:then|dann)(?:\s(?:die|the))?)"
)
EXTENSION_AFTER = re.compile(
    rf"(?:[\s,;./()\[\]-]*(?:(?:with|mit|and|und|then|dann|die|the|der|bitte|please)\s+)*(?:\b"
    rf"|(?<=\d))(?:{_EXTENSION_WORDS}|{_KEYS})(?:[\s.:=#-]|ist|is|nummer|number|nr|no)*"
    r"|\s*#\s?|\s*,{2,}\s*|,|\s*;\s*(?:ext=)?)[(\[]?(?=\d)"
)
#: Words that name an extension or a key anywhere in a text: "12 is the extension".
EXTENSION_NAMED = re.compile(
    r"\b(?:ext|extension|durchwahl|nebenstelle|apparat|klappe|press|dr[uü]ck\w*|taste|option|menu|menü)\b"
)
EXTENSION_BEFORE = re.compile(rf"\b{_EXTENSION_WORDS}(?:[\s.:=#-]|ist|is|die|the|nummer|number|nr|no)*[(\[]?$")

_SPOKEN = (
    r"(?:null|eins|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|dreißig|vierzig"
    r"|fünfzig|sechzig|siebzig|"
    r"achtzig|neunzig|hundert|zero|oh|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty"
    r"|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|hundred|double|triple|doppel\w*|dreifach)"
)
#: An extension that was written as a word: "Durchwahl zwölf".
EXTENSION_SPOKEN = re.compile(rf"[\s,;.()-]*{_EXTENSION_WORDS}(?:[\s.:-]|ist|is|nummer|number)*({_SPOKEN})\b")

#: A digit that was written as a word, next to digits: the digits are a piece of a number.
SPOKEN_BEFORE = re.compile(
    rf"(?<!\bum\s)(?<!\bab\s)(?<!\bat\s)(?<!after\s)(?<!\bnach\s)(?<!\bvor\s)(?<!before\s)\b{_SPOKEN}\s+$|\d\s+o\s+$"
)
SPOKEN_AFTER = re.compile(
    rf"^\s+o\s+\d|^\s+{_SPOKEN}\b(?!\s*(?:mal|uhr|times|o'clock|rings?|h\b|am\b|pm\b|personen|people|minute"
    rf"|stunde|hour|tag|day))"
)

#: Words that may touch a number: "Tel030 …".
TOUCHING = re.compile(
    r"(?:^|[^a-zäöü])(?:tel|telefon|phone|ph|mob|mobil|mobile|handy|nr|no|call|unter|sms|plus|und|or|oder)$"
)
#: The last digits of a run, if they look like hours, a date, or a postcode.
HOURS = re.compile(rf"\s+\(?{_HOUR}\s?-\s?{_HOUR}$")
DAY = re.compile(r"\s+(?:0?[1-9]|[12]\d|3[01])\.\s?(?:0?[1-9]|1[0-2])(?:\.|\.\d\d(?:\d\d)?.?)$")
POSTCODE, PLACE = re.compile(r"\s+\d{4,5}$"), re.compile(r"\s+[a-zäöüß]{3}")
#: A number sign that belongs to the word before it: "cell #415 …".
NUMBER_SIGN = re.compile(rf"(?:{PHONE.pattern})\.?\s*#$")
