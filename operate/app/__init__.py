"""The application: all actions behind one HTTP server, for platforms that run containers.

It is the third way to deploy, beside functions on Code Engine and actions on OpenWhisk. The bundle is the same; this package
is in the image beside it, and nothing in functions/ knows it. The Dockerfile says what the image consists of.

    limits      what the server and its platform agree on
    asgi        the paths, the threads, the health
    room        how many requests and bytes at the same time
    messages    HTTP requests to the bundle's, and its responses to HTTP
    __main__    the server and its end
"""
