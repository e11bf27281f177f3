using System.Security.Authentication;
using System.Text;
using CraneAnomaly.Sinks.Transports;
using MQTTnet;
using MQTTnet.Formatter;

namespace CraneAnomaly.Mqtt;

/// <summary>A broker of MQTT 5, and who we are to it.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port: 1883 by custom, 8883 with TLS.</param>
public sealed record MqttBroker(string Host, int Port)
{
    // Of one connection or answer; MQTTnet waits by the system's clock.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>How to be sure of it; null for no TLS.</summary>
    public ReceiverTls? Tls { get; init; }

    /// <summary>
    /// Our name to it; null for one that is new with each connection. A source that has a name finds what came while it was
    /// away, for as long as the broker keeps it.
    /// </summary>
    public string? ClientId { get; init; }

    /// <summary>The user; null for none.</summary>
    public string? User { get; init; }

    /// <summary>Asked for the user's password before each connection.</summary>
    public Func<string>? Password { get; init; }

    internal string Address => $"{(Tls is null ? "mqtt" : "mqtts")}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";

    /// <summary>How to connect; one whose session lasts finds again what it had not confirmed.</summary>
    internal MqttClientOptions Options(TimeSpan session, ushort receiveMaximum)
    {
        var options = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithTcpServer(Host, Port)
            .WithTimeout(s_patience)
            .WithReceiveMaximum(receiveMaximum)
            .WithCleanStart(session == TimeSpan.Zero)
            .WithSessionExpiryInterval((uint)session.TotalSeconds);
        if (ClientId is not null) options.WithClientId(ClientId);
        if (User is not null) options.WithCredentials(User, Encoding.UTF8.GetBytes(Password?.Invoke() ?? ""));
        if (Tls is not null) options.WithTlsOptions(Secure);
        return options.Build();
    }

    private void Secure(MqttClientTlsOptionsBuilder tls)
    {
        tls.UseTls().WithSslProtocols(SslProtocols.Tls12 | SslProtocols.Tls13).WithTargetHost(Tls!.ExpectedHost ?? Host);

        // Authorities of our own have no lists of what they revoked.
        if (Tls.TrustedRoots is not null)
            tls.WithTrustChain(Tls.TrustedRoots).WithRevocationMode(System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck);
        if (Tls.ClientCertificate is not null) tls.WithClientCertificates([Tls.ClientCertificate]);
        if (Tls.AcceptAnyServerCertificateAndHostAtTheRiskOfInterception) tls.WithCertificateValidationHandler(static _ => true);
    }
}
