package org.example.programs;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/**
 * Embedded Tomcat on the loopback address with TLS and compressed answers: {@code TomcatServer
 * KEYSTORE PASSWORD}. Says its port, serves {@code /NUMBER}, and ends with its standard input.
 */
public final class TomcatServer {
  private static final int ANSWER_BYTES = 50_000;

  private TomcatServer() {}

  public static void main(String[] args) throws IOException, LifecycleException {
    Path base = Files.createTempDirectory("tomcat");
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(base.toString());
    tomcat.setConnector(connector(args[0], args[1]));
    Context context = tomcat.addContext("", base.toString());
    Tomcat.addServlet(context, "content", new Content());
    context.addServletMapping("/*", "content");
    tomcat.start();
    System.out.println("port " + tomcat.getConnector().getLocalPort());
    System.in.readAllBytes();
    tomcat.stop();
    tomcat.destroy();
  }

  private static Connector connector(String keystore, String password) {
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("compression", "on");
    connector.setScheme("https");
    connector.setSecure(true);
    connector.setProperty("SSLEnabled", "true");
    SSLHostConfig tls = new SSLHostConfig();
    SSLHostConfigCertificate certificate =
        new SSLHostConfigCertificate(tls, SSLHostConfigCertificate.Type.EC);
    certificate.setCertificateKeystoreFile(keystore);
    certificate.setCertificateKeystorePassword(password);
    tls.addCertificate(certificate);
    connector.addSslHostConfig(tls);
    return connector;
  }

  /** {@code /NUMBER}: that number's sample. */
  private static final class Content extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      int number = Integer.parseInt(request.getPathInfo().substring(1));
      response.setContentType("text/plain");
      response.getOutputStream().write(Samples.content(number, ANSWER_BYTES));
    }
  }
}
