using CraneAnomaly.Capture.Live;
using CraneAnomaly.Mqtt;
using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Sinks.Transports;

namespace CraneAnomaly.Cli.Addresses;

/// <summary>What <c>mqtt:</c> and <c>mqtts:</c> stand for. Apart, so that the client is loaded for those who use it.</summary>
internal static class MqttAddress
{
    /// <summary>Where alerts go.</summary>
    public static AlertTransport Transport(SettingsUri uri, AlertRendering rendering) =>
        new MqttTransport(Broker(uri), uri.Parts("TOPIC").What, rendering) { IsSubscriberOptional = uri["subscriber"] == "optional" };

    /// <summary>Where telemetry comes from.</summary>
    public static LiveSource Source(SettingsUri uri) => new MqttSource(Broker(uri), uri.Parts("TOPIC").What, InputSet.FormatOf(uri["payload"]));

    private static MqttBroker Broker(SettingsUri uri)
    {
        var address = new Uri($"http://{uri.Parts("TOPIC").Who}");
        return new(address.Host, address.IsDefaultPort ? uri.IsEncrypted ? 8883 : 1883 : address.Port)
        {
            Tls = uri.IsEncrypted ? uri.ReadTls() : null,
            ClientId = uri["client"],
            User = uri["user"],
            Password = uri.Secret("password"),
        };
    }
}
