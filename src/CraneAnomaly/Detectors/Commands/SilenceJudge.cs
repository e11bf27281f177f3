using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors.Commands;

/// <summary>What polls at a steady pace and stops is not seen any more: nobody else says so.</summary>
internal sealed class SilenceJudge(CommandReference reference, JudgeOptions options, CommandWording wording, IFindingSink findings)
{
    private const long CheckNs = 10_000_000_000, LeftOutNs = 1_000_000_000;

    // A quarter longer than ever is no longer a matter of how long.
    private const double TooLong = 1.25;

    private readonly HashSet<ExactKey> _silent = [];
    private readonly HashSet<ExactKey> _leftOut = [];
    private long _checkedNs;
    private long _lookedNs;

    /// <summary>A stream speaks.</summary>
    public void OnCommand(in ExactKey stream)
    {
        if (_silent.Count > 0) _silent.Remove(stream);
        if (_leftOut.Count > 0) _leftOut.Remove(stream);
    }

    /// <summary>Looks for streams that have stopped, from time to time.</summary>
    public void Advance(long nowNs)
    {
        if (nowNs - _lookedNs <= LeftOutNs && nowNs >= _lookedNs) return;
        _lookedNs = nowNs;
        FindLeftOut(nowNs);
        if (nowNs - _checkedNs <= CheckNs && nowNs >= _checkedNs) return;
        _checkedNs = nowNs;
        for (int i = 0; i < reference.Timing.StreamCount; i++)
        {
            var stream = reference.Timing.StreamAt(i);
            if (_silent.Contains(stream)) continue;
            double score = reference.Timing.ScoreSilence(stream, nowNs);
            if (score >= options.SilenceScore && _silent.Add(stream) && !_leftOut.Contains(stream))
                findings.Report(wording.Silence(CommandFindings.Silence(stream, score), stream, nowNs, options.SilenceScore));
        }
    }

    // Who goes on with others and leaves one out has not failed.
    private void FindLeftOut(long nowNs)
    {
        var polls = reference.Polls;
        for (int i = 0; i < polls.Count; i++)
        {
            double longer = polls.LeftOut(i);
            if (longer < TooLong) continue;
            var stream = polls.StreamAt(i);
            if (_leftOut.Add(stream)) findings.Report(wording.LeftOut(CommandFindings.LeftOut(stream, longer), stream, nowNs, TooLong));
        }
    }
}
