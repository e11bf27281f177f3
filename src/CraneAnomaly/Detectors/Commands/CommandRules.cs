using CraneAnomaly.Detectors.Policy;
using CraneAnomaly.Features;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Commands;

/// <summary>
/// What is said of a command without statistics: it is critical, its sender is not on the list of writers, or its sender
/// wrote during learning and nobody has signed that off.
/// </summary>
internal sealed class CommandRules(
    CommandReference reference, ReferenceMode mode, CommandPolicy policy, CommandWording wording, IReadOnlySet<string> signed,
    IFindingSink findings)
{
    private readonly HashSet<int> _unsignedTold = [], _secondTold = [];

    /// <summary>Judges a command.</summary>
    public void OnCommand(
        in CommandEvent command, in OtRecord record, RecordBody body, ref CommandPlace place, ref StreamPlace stream,
        long fileOffset)
    {
        if (command.Critical) JudgeCritical(command, record, body, fileOffset);
        if (!command.Writes || mode == ReferenceMode.Learning) return;
        var standing = policy.Of(command, record, body.Flow, ref place.Standing);
        if (standing == Standing.NotApproved) JudgeUnlisted(command, record, body, fileOffset);
        else if (standing != Standing.Approved && mode == ReferenceMode.Frozen && !stream.WriterJudged)
            JudgeUnsigned(command, record, body, fileOffset);

        // Somebody signed off what is on the list, but not therefore what comes next.
        stream.WriterJudged |= standing != Standing.Approved;
    }

    private void JudgeCritical(in CommandEvent command, in OtRecord record, RecordBody body, long fileOffset)
    {
        var rule = CriticalCommands.Find(command.Protocol, command.Function, command.Subfunction);
        if (rule is null) return;
        var seen = new Observation { TimestampNs = record.TimestampNs, Stream = command.Pair, Key = command.FunctionKey };
        bool known = reference.Critical.IsKnown(seen);
        if (mode == ReferenceMode.Learning)
        {
            reference.Critical.Learn(seen);
            return;
        }

        var sketch = CommandFindings.Critical(command, rule, known);

        // Who may do everything was not therefore meant to stop a controller: the list has to say so.
        bool listed = policy.NamesFunction(record, body.Flow);
        if (listed) sketch = CommandFindings.Approved(sketch);
        if (!findings.Absorb(sketch, record, body, fileOffset))
            findings.Report(wording.Critical(sketch, command, rule, known && !listed, Copy(record, body, fileOffset)));
    }

    private void JudgeUnlisted(in CommandEvent command, in OtRecord record, RecordBody body, long fileOffset)
    {
        var sketch = CommandFindings.Unlisted(command, policy.ListsWriter(body.Flow.Originator));
        if (findings.Absorb(sketch, record, body, fileOffset)) return;
        findings.Report(wording.Unlisted(sketch, command, policy.WhyNot(record, body.Flow), Copy(record, body, fileOffset)));
    }

    // A crane may have been delivered compromised: who wrote during learning is not therefore allowed to.
    private void JudgeUnsigned(in CommandEvent command, in OtRecord record, RecordBody body, long fileOffset)
    {
        if ((reference.Assets.RolesOf(command.Client) & AssetRoles.Writes) == 0 || signed.Contains(body.Flow.Originator.ToString())) return;
        bool isSecond = reference.Polls.IsSecondWriter(command.Client, command.Server);
        if (!(isSecond ? _secondTold : _unsignedTold).Add(command.Client)) return;
        var sketch = CommandFindings.UnsignedWriter(command, isSecond);
        if (!findings.Absorb(sketch, record, body, fileOffset))
            findings.Report(wording.UnsignedWriter(sketch, command, isSecond, Copy(record, body, fileOffset)));
    }

    private static RecordCopy Copy(in OtRecord record, RecordBody body, long fileOffset) =>
        new(record, body) { FileOffset = fileOffset };
}
