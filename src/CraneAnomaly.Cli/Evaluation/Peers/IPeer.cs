namespace CraneAnomaly.Cli.Evaluation.Peers;

/// <summary>A detector to compare with: simple or strong, it scores one row of one crane after another.</summary>
internal interface IPeer
{
    /// <summary>Takes a row of the period that is believed clean.</summary>
    void Learn(in CraneRow row);

    /// <summary>The clean period is over.</summary>
    void Finish();

    /// <summary>How unusual a row is; higher is more so.</summary>
    double Score(in CraneRow row);
}
