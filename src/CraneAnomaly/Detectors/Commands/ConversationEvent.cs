using CraneAnomaly.Detectors.FirstSeen;
using CraneAnomaly.Features;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Commands;

/// <summary>In which respect a conversation is new; the stronger ones first.</summary>
internal enum ConversationAspect
{
    /// <summary>The two hosts never spoke with each other.</summary>
    Hosts,

    /// <summary>The hosts know each other, but the service is new on its server.</summary>
    Service,

    /// <summary>Hosts and service are known, but not this user of it.</summary>
    User,
}

/// <summary>What is new about a conversation.</summary>
/// <param name="Aspect">The strongest respect in which it is new.</param>
/// <param name="Score">-log10 of the p-value.</param>
/// <param name="PValue">Estimated share of conversations that bring something new of this aspect.</param>
/// <param name="Severity">0 to 100.</param>
/// <param name="FromController">A controller opened it: controllers answer, they do not call.</param>
internal sealed record ConversationNovelty(
    ConversationAspect Aspect, double Score, double PValue, int Severity, bool FromController);

/// <summary>A conversation in the terms that are compared: who, with whom, about which service.</summary>
internal readonly record struct ConversationEvent(int Client, int Server, ushort Port, byte Transport)
{
    private const int ToGroup = 15;

    private ExactKey HostsKey => Client < Server
        ? new(1, (ulong)(uint)Client << 32 | (uint)Server)
        : new(1, (ulong)(uint)Server << 32 | (uint)Client);

    private ExactKey ServiceKey => new(2, (ulong)(uint)Server << 32 | (uint)(Transport << 16) | Port);

    private ExactKey UserKey => new(3UL << 32 | (uint)Client, ServiceKey.Low);

    /// <summary>The strongest respect in which the conversation is new, or null.</summary>
    public ConversationNovelty? Judge(CommandReference reference, long timestampNs, in FlowIdentity flow)
    {
        bool fromController = reference.Assets.RolesOf(Client) == AssetRoles.Serves;
        bool group = flow.Responder.IsMulticast || flow.ResponderMac.IsGroup;
        var aspects = (ReadOnlySpan<(FirstSeenDetector, ExactKey, int)>)
        [
            (reference.Hosts, HostsKey, fromController ? 65 : 45),
            (reference.Services, ServiceKey, 35),
            (reference.Conversations, UserKey, 30),
        ];
        for (int i = 0; i < aspects.Length; i++)
        {
            var (detector, key, severity) = aspects[i];
            var observation = new Observation { TimestampNs = timestampNs, Key = key };
            if (!detector.IsReady(observation) || detector.Score(observation) is not (> 0 and var score)) continue;
            return new(
                (ConversationAspect)i, score, Math.Pow(10, -score), group ? ToGroup : severity,
                !group && i == 0 && fromController);
        }

        return null;
    }

    public void Learn(CommandReference reference, long timestampNs)
    {
        reference.Hosts.Learn(new() { TimestampNs = timestampNs, Key = HostsKey });
        reference.Services.Learn(new() { TimestampNs = timestampNs, Key = ServiceKey });
        reference.Conversations.Learn(new() { TimestampNs = timestampNs, Key = UserKey });
    }
}
