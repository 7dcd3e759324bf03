"""Stands in for a product that takes uploads and tags each with the name of the token it came with. It stands behind a
gateway and knows nothing of tokens. Prints its port, then a line of JSON for each upload."""

import http.server
import json
import urllib.parse


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        upload = {
            "tag": urllib.parse.unquote(self.headers["X-Token-Name"]),
            "owner": self.headers["X-Token-Owner"],
            "lines": body.decode().splitlines(),
            "told": [name for name in self.headers if name.lower() in ("authorization", "x-api-key")],
        }
        print(json.dumps(upload), flush=True)
        answer = f"tagged {upload['tag']}\n".encode()
        self.send_response(201)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
print(server.server_port, flush=True)
server.serve_forever()
