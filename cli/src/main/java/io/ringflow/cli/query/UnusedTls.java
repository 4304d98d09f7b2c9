package io.ringflow.cli.query;

import java.security.KeyManagementException;
import java.security.Provider;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * TLS for a client that doesn't use it. The JDK's HTTP client always wants a context, and its
 * default reads all trusted certificates first, which takes longer than a query.
 */
final class UnusedTls extends SSLContextSpi {

    private UnusedTls() {}

    /** Returns a context that can't open a connection. */
    static SSLContext context() {
        return new SSLContext(new UnusedTls(), new Unlisted(), "none") {};
    }

    /** The provider of this context only; it is not registered. */
    private static final class Unlisted extends Provider {

        private static final long serialVersionUID = 1L;

        Unlisted() {
            super("ringflow", "1", "no TLS");
        }
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("A client of an http address doesn't use TLS");
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trusted, SecureRandom random)
            throws KeyManagementException {
        throw unused();
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        throw unused();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        throw unused();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        throw unused();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        throw unused();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        throw unused();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        throw unused();
    }
}
