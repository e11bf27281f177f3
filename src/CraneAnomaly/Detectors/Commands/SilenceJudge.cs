using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors.Commands;

/// <summary>What polls at a steady pace and stops is not seen any more: nobody else says so.</summary>
internal sealed class SilenceJudge(CommandReference reference, JudgeOptions options, CommandWording wording, IFindingSink findings)
{
    private const long CheckNs = 10_000_000_000;

    private readonly HashSet<ExactKey> _silent = [];
    private long _checkedNs;

    /// <summary>A stream speaks.</summary>
    public void OnCommand(in ExactKey stream)
    {
        if (_silent.Count > 0) _silent.Remove(stream);
    }

    /// <summary>Looks for streams that have stopped, from time to time.</summary>
    public void Advance(long nowNs)
    {
        if (nowNs - _checkedNs <= CheckNs && nowNs >= _checkedNs) return;
        _checkedNs = nowNs;
        for (int i = 0; i < reference.Timing.StreamCount; i++)
        {
            var stream = reference.Timing.StreamAt(i);
            if (_silent.Contains(stream)) continue;
            double score = reference.Timing.ScoreSilence(stream, nowNs);
            if (score >= options.SilenceScore && _silent.Add(stream))
                findings.Report(wording.Silence(CommandFindings.Silence(stream, score), stream, nowNs, options.SilenceScore));
        }
    }
}
