// The second part of the chain: a click-to-call app as tutorials have it. POST /call places a call and says so. It checks
// nothing, claims nothing and records nothing, so the same request twice is two calls.
const express = require("express");
const twilio = require("twilio");

const { PORT, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_NUMBER, TWILIO_API_BASE } = process.env;
const client = twilio(TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN);
client.api.baseUrl = TWILIO_API_BASE;

const app = express();
app.use(express.json());

app.post("/call", async (request, response) => {
    try {
        const call = await client.calls.create({
            to: request.body.phoneNumber,
            from: TWILIO_NUMBER,
            url: `http://127.0.0.1:${PORT}/outbound`,
        });
        response.json({ message: "We are calling you.", sid: call.sid });
    } catch (error) {
        response.status(500).json({ message: String(error) });
    }
});

app.listen(Number(PORT), "127.0.0.1");
