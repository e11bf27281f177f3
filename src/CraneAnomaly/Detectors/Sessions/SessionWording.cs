using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Sessions;

/// <summary>Words that findings about sessions share.</summary>
internal static class SessionWording
{
    /// <summary>What was looked for in every session.</summary>
    public static RuledOut NoPermit { get; } = new("permitted maintenance", "not-observable", "no permits were given");

    /// <summary>The protocol of a conversation, or its transport and port where it is not recognised.</summary>
    public static string Name(OtProtocol protocol, in FlowIdentity flow) => protocol != OtProtocol.Unknown
        ? protocol.Name()
        : flow.IpProtocol switch { 6 => $"tcp/{flow.ResponderPort}", 17 => $"udp/{flow.ResponderPort}", 1 or 58 => "icmp", var ip => $"ip/{ip}" };

    /// <summary>The server and its port.</summary>
    public static string Server(in FlowIdentity flow) =>
        flow.Responder.IsV4 ? $"{flow.Responder}:{flow.ResponderPort}" : $"[{flow.Responder}]:{flow.ResponderPort}";
}
